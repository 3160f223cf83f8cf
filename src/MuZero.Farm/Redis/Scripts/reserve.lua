-- Counts a batch as drawn if the limiter allows it. The same ticket counts once, so a call whose answer was lost may be repeated.
-- KEYS: 1 meta
-- ARGV: 1 epoch, 2 ticket, 3 positions
-- Returns {1 or 0, number of the newest episode}, or {-2, the epoch that holds the run}
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'ticket', 'samples_per_insert', 'min_positions', 'min_balance', 'inserted_positions',
    'sampled_positions', 'inserted_episodes')
if meta[1] ~= ARGV[1] then return {-2, meta[1] or ''} end
local newest = meta[8] or '0'
if meta[2] == ARGV[2] then return {1, newest} end
local inserted = tonumber(meta[6] or '0')
if inserted < tonumber(meta[4]) or inserted * tonumber(meta[3]) - tonumber(meta[7] or '0') < tonumber(meta[5]) then return {0, newest} end
redis.call('HSET', KEYS[1], 'ticket', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'sampled_positions', ARGV[3])
return {1, newest}
