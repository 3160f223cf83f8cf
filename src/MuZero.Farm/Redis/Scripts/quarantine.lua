-- Takes an episode that must not be trained on out of the buffer and keeps it, with the reason, for inspection.
-- KEYS: 1 episode, 2 meta, 3 order, 4 quarantine
-- ARGV: 1 member of the order (id|positions|bytes), 2 reason, 3 producer, 4 epoch, 5 entries kept, 6 positions, 7 bytes; 0 positions if no push
--       has counted it
-- Returns 1, or 0 if it was gone already, or -2 if another trainer holds the run
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[4] then return -2 end
if redis.call('ZREM', KEYS[3], ARGV[1]) == 0 then return 0 end
local frame = redis.call('TYPE', KEYS[1]).ok == 'string' and redis.call('GETRANGE', KEYS[1], 0, 65535) or ''
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'id', ARGV[1], 'reason', ARGV[2], 'producer', ARGV[3], 'frame', frame)
redis.call('UNLINK', KEYS[1])
redis.call('HINCRBY', KEYS[2], 'rejected', 1)
if ARGV[6] == '0' then return 1 end
redis.call('HINCRBY', KEYS[2], 'episodes', -1)
redis.call('HINCRBY', KEYS[2], 'positions', '-' .. ARGV[6])
redis.call('HINCRBY', KEYS[2], 'bytes', '-' .. ARGV[7])
redis.call('HINCRBY', KEYS[2], 'inserted_positions', '-' .. ARGV[6])
return 1
