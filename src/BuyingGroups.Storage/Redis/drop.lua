-- Third step of moving a person to another account: forgets what was merged in the new place. The marker stays.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] moved
-- ARGV[1] to ARGV[3] as runs.lua takes them  ARGV[4] hash of the move
-- Answer: 1 if it was dropped, 0 if what is here isn't this move's: the person has come back since.
local marker = redis.call('GET', KEYS[3])
if marker and string.sub(marker, 1, 8) == ARGV[4] then
  split(redis.call('GET', KEYS[1]) or '')
  forget_buckets()
  redis.call('UNLINK', KEYS[1])
  return 1
end
return 0
