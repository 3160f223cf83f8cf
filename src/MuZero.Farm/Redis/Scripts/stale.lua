-- The next episodes to search again, in turn: several services share the buffer, and a page that a killed service took comes again in a later round.
-- KEYS: 1 meta, 2 order
-- ARGV: 1 positions to search per position drawn, 2 positions to take at most, but for the rest of the last episode
-- Returns members of the order; none while as many positions have been taken as the ratio asks for
local meta = redis.call('HMGET', KEYS[1], 'sampled_positions', 'reanalysed_positions', 'reanalysed_number', 'positions')
local due = tonumber(ARGV[1]) * tonumber(meta[1] or '0')
local owed = due - tonumber(meta[2] or '0')
if owed <= 0 then return {} end
-- After an outage no more is owed than one round over the buffer.
if owed > tonumber(meta[4] or '0') then redis.call('HSET', KEYS[1], 'reanalysed_positions', string.format('%d', math.floor(due - tonumber(meta[4] or '0')))) end
local page = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. (meta[3] or '0'), '+inf', 'WITHSCORES', 'LIMIT', 0, 256)
if #page == 0 then page = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 256) end
local members, positions, most = {}, 0, math.min(tonumber(ARGV[2]), owed)
for i = 1, #page, 2 do
    if positions >= most then break end
    members[#members + 1] = page[i]
    positions = positions + tonumber(string.match(page[i], '|(%d+)|%d+$') or '0')
    redis.call('HSET', KEYS[1], 'reanalysed_number', page[i + 1])
end
redis.call('HINCRBY', KEYS[1], 'reanalysed_positions', positions)
return members
