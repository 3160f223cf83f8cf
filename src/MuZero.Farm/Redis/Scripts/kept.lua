-- Whether an operation of a study survives a crash of Redis. With appendfsync everysec Redis may answer before it has written to its file.
-- KEYS: 1 log
-- ARGV: 1 index, 2 digest of the operation
-- Returns {} if it is not in the log, else the bytes in Redis's file and the bytes that it has still to write; 0 bytes without such a file
local line = redis.call('LINDEX', KEYS[1], ARGV[1])
if not line or string.sub(redis.sha1hex(line), 1, 16) ~= ARGV[2] then return {} end
local info = redis.call('INFO', 'persistence')
return {tonumber(string.match(info, 'aof_current_size:(%d+)') or '0'), tonumber(string.match(info, 'aof_buffer_length:(%d+)') or '0')}
