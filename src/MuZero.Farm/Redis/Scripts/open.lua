-- A trainer takes the run over: its epoch fences off every trainer before it.
-- KEYS: 1 meta
-- ARGV: 1 schema, 2 game, 3 game version, then names and values of the limits
-- Returns {1, epoch}, or {-4, what the run holds}
local held = redis.call('HMGET', KEYS[1], 'schema', 'game', 'game_version')
if held[1] and (held[1] ~= ARGV[1] or held[2] ~= ARGV[2] or held[3] ~= ARGV[3]) then
    return {-4, held[2] .. ' version ' .. held[3] .. ', schema ' .. held[1]}
end
redis.call('HSET', KEYS[1], 'schema', ARGV[1], 'game', ARGV[2], 'game_version', ARGV[3])
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
return {1, tostring(redis.call('HINCRBY', KEYS[1], 'epoch', 1))}
