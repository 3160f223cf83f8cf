-- Sets the counters of what is held to what is held. A log that was torn inside a transaction may give Redis a part of it back at its second start
-- (7.0.15 keeps the whole commands before the tear), and counters are all that a part of a push can spoil.
-- KEYS: 1 meta, 2 order
-- ARGV: 1 epoch
-- Returns 1, or -2 if another trainer holds the run
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -2 end
local episodes, positions, bytes = 0, 0, 0
local page
repeat
    page = redis.call('ZRANGE', KEYS[2], episodes, episodes + 999)
    for _, member in ipairs(page) do
        -- What no push has made is counted as nothing until the trainer reads and removes it.
        local ofMember, size = string.match(member, '|(%d+)|(%d+)$')
        positions = positions + tonumber(ofMember or '0')
        bytes = bytes + tonumber(size or '0')
    end
    episodes = episodes + #page
until #page < 1000
redis.call('HSET', KEYS[1], 'episodes', episodes, 'positions', string.format('%d', positions), 'bytes', string.format('%d', bytes))
return 1
