-- Puts a frame with fresh targets in the place of an episode's, and announces it to the trainer. The order and the counters keep the size that was pushed.
-- KEYS: 1 episode, 2 meta, 3 order, 4 fresh
-- ARGV: 1 member of the order, 2 frame
-- Returns 1, or 0 if the episode has left
if not redis.call('ZSCORE', KEYS[3], ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[4], redis.call('HINCRBY', KEYS[2], 'reanalysed_episodes', 1), ARGV[1])
return 1
