-- A trainer takes the run over: its epoch fences off every trainer before it. What another run of the same name left is removed.
-- KEYS: 1 meta, 2 order, 3 producers, 4 quarantine
-- ARGV: 1 schema, 2 game, 3 game version, 4 the run's id or '', 5 '1' if a buffer without an id is the run's own, 6 least epoch,
--       7 prefix of episode keys, then names and values of the limits
-- Returns {1, epoch, episodes of another run that were removed, or -1}, or {-4, what the run holds}
local held = redis.call('HMGET', KEYS[1], 'schema', 'game', 'game_version', 'run_id', 'epoch')
if held[1] and (held[1] ~= ARGV[1] or held[2] ~= ARGV[2] or held[3] ~= ARGV[3]) then
    return {-4, held[2] .. ' version ' .. held[3] .. ', schema ' .. held[1]}
end
local removed = -1
local isForeign = held[1] and ARGV[4] ~= '' and held[4] ~= ARGV[4] and not (not held[4] and ARGV[5] == '1')
if isForeign or not held[1] then
    local members = redis.call('ZRANGE', KEYS[2], 0, -1)
    for _, member in ipairs(members) do redis.call('UNLINK', ARGV[7] .. (string.match(member, '^(.*)|%d+|%d+$') or member)) end
    redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
    if isForeign then removed = #members end
end
local epoch = math.max(tonumber(held[5] or '0') + 1, tonumber(ARGV[6]))
redis.call('HSET', KEYS[1], 'schema', ARGV[1], 'game', ARGV[2], 'game_version', ARGV[3], 'epoch', string.format('%d', epoch))
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'run_id', ARGV[4]) end
for i = 8, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
return {1, string.format('%d', epoch), removed}
