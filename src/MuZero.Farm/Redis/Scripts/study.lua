-- Operations of a study: appended all or not at all, then read from an index on.
-- KEYS: 1 log, 2 appenders
-- ARGV: 1 index of the first operation to read, 2 and 3 digests of the first operation and of the one before that index ('' if the caller has
--       none), 4 appender, 5 its sequence number, 6 operations behind that index at which nothing is appended if there are more,
--       7 operations to read at most, 8... operations
-- Returns {1, operations} or {refusal}: -1 the log is gone, -2 it is another study's, -3 it lacks what the caller has read
local from = tonumber(ARGV[1])
local length = redis.call('LLEN', KEYS[1])
local function differs(index, digest)
    return digest ~= '' and string.sub(redis.sha1hex(redis.call('LINDEX', KEYS[1], index)), 1, 16) ~= digest
end
if from > 0 then
    if length == 0 then return {-1} end
    if differs(0, ARGV[2]) then return {-2} end
    if length < from or differs(from - 1, ARGV[3]) then return {-3} end
end
if #ARGV > 7 then
    -- The answer to a repeated call was lost.
    local last = tonumber(redis.call('HGET', KEYS[2], ARGV[4]) or '-1')
    if last < tonumber(ARGV[5]) and length - from <= tonumber(ARGV[6]) then
        for i = 8, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
        redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
    end
end
return {1, redis.call('LRANGE', KEYS[1], from, from + tonumber(ARGV[7]) - 1)}
