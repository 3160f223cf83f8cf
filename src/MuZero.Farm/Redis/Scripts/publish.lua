-- The trainer's announcement of new weights; episodes of older ones than the least version are refused from now on.
-- KEYS: 1 meta
-- ARGV: 1 epoch, 2 version, 3 least version
-- Returns 1, or -2 if another trainer holds the run
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -2 end
redis.call('HSET', KEYS[1], 'weight_version', ARGV[2], 'least_weight_version', ARGV[3])
return 1
