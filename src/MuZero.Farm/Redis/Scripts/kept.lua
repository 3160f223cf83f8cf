-- Whether an operation of a study survives a crash of Redis. With appendfsync everysec Redis may answer before it has written to its file.
-- KEYS: 1 log
-- ARGV: 1 index, 2 digest of the operation
-- Returns 1 if it does, 0 if Redis has not written it yet, -3 if it is not in the log
local line = redis.call('LINDEX', KEYS[1], ARGV[1])
if not line or string.sub(redis.sha1hex(line), 1, 16) ~= ARGV[2] then return -3 end
local pending = string.match(redis.call('INFO', 'persistence'), 'aof_buffer_length:(%d+)')
return (not pending or pending == '0') and 1 or 0
