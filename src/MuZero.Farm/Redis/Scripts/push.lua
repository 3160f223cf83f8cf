-- One episode: refused as a whole or stored as a whole. Everything that can refuse comes before the first write.
-- KEYS: 1 episode, 2 meta, 3 order, 4 producers
-- ARGV: 1 member of the order (id|positions|bytes), 2 frame, 3 positions, 4 bytes, 5 weight version, 6 producer, 7 sequence, 8 game, 9 game version,
--       10 prefix of episode keys, 11 the producer's last acknowledged sequence before this one, or -1 if it does not know
-- Returns {1, number} or {refusal, why}: -1 duplicate, -2 no trainer has opened the run, -3 the limiter waits, -4 another game, -5 stale weights,
--         -6 what was acknowledged last is not here: a crash took it, -7 the entry is not one that a trainer could read
local id, positions, size = string.match(ARGV[1], '^([^|]+)|([1-9]%d*)|([1-9]%d*)$')
if ARGV[6] == '' or id ~= ARGV[6] .. ':' .. ARGV[7] or KEYS[1] ~= ARGV[10] .. id or positions ~= ARGV[3] or size ~= ARGV[4]
    or #positions > 9 or #size > 12 or not string.match(ARGV[7], '^%d+$') or #ARGV[7] > 15 or not string.match(ARGV[5], '^%d+$') then
    return {-7, ''}
end
local meta = redis.call('HMGET', KEYS[2], 'game', 'game_version', 'least_weight_version', 'samples_per_insert', 'min_positions', 'max_balance',
    'max_episodes', 'max_bytes', 'inserted_positions', 'sampled_positions')
if not meta[1] then return {-2, ''} end
if meta[1] ~= ARGV[8] or meta[2] ~= ARGV[9] then return {-4, meta[1] .. ' version ' .. meta[2]} end
local last = redis.call('HGET', KEYS[4], ARGV[6])
if last and tonumber(last) >= tonumber(ARGV[7]) then return {-1, last} end
if tonumber(last or '-1') < tonumber(ARGV[11]) then return {-6, last or ''} end
if tonumber(ARGV[5]) < tonumber(meta[3] or '0') then return {-5, meta[3]} end
local inserted = tonumber(meta[9] or '0')
if inserted >= tonumber(meta[5]) and inserted * tonumber(meta[4]) - tonumber(meta[10] or '0') > tonumber(meta[6]) then return {-3, ''} end

local number = redis.call('HINCRBY', KEYS[2], 'inserted_episodes', 1)
redis.call('SET', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[3], number, ARGV[1])
redis.call('HSET', KEYS[4], ARGV[6], ARGV[7])
redis.call('HINCRBY', KEYS[2], 'inserted_positions', ARGV[3])
local episodes = redis.call('HINCRBY', KEYS[2], 'episodes', 1)
local bytes = redis.call('HINCRBY', KEYS[2], 'bytes', ARGV[4])
redis.call('HINCRBY', KEYS[2], 'positions', ARGV[3])

-- A lowered bound is reached over several pushes, so that none holds Redis up for long.
local evicted = 0
while evicted < 64 and episodes > 1 and (episodes > tonumber(meta[7]) or bytes > tonumber(meta[8])) do
    local oldest = redis.call('ZPOPMIN', KEYS[3])[1]
    local evictedId, fewer, smaller = string.match(oldest, '^(.*)|(%d+)|(%d+)$')
    redis.call('UNLINK', ARGV[10] .. (evictedId or oldest))
    episodes = redis.call('HINCRBY', KEYS[2], 'episodes', -1)
    bytes = redis.call('HINCRBY', KEYS[2], 'bytes', string.format('%d', -tonumber(smaller or '0')))
    redis.call('HINCRBY', KEYS[2], 'positions', string.format('%d', -tonumber(fewer or '0')))
    evicted = evicted + 1
end
if evicted > 0 then redis.call('HINCRBY', KEYS[2], 'evicted', evicted) end
return {1, tostring(number)}
