-- Workers of a study that were announced and whose keys have expired. Keys also expire while Redis is down, so a Redis that has just started
-- knows of none.
-- KEYS: 1 workers
-- ARGV: 1 the least age of this Redis in seconds, 2 prefix of workers' keys, 3... workers
local age = tonumber(string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)'))
local gone = {}
if age < tonumber(ARGV[1]) then return gone end
for i = 3, #ARGV do
    if redis.call('SISMEMBER', KEYS[1], ARGV[i]) == 1 and redis.call('EXISTS', ARGV[2] .. ARGV[i]) == 0 then gone[#gone + 1] = ARGV[i] end
end
return gone
