-- The third step of moving a person to another account: deletes what was merged in the new account. The marker stays.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] marker
-- ARGV[1] to ARGV[3] the arguments that runs.lua takes  ARGV[4] hash of the move
-- Answer: 1 if it was dropped; 0 if the marker isn't of this move, because the person has come back since.
local marker = redis.call('GET', KEYS[3])
if marker and string.sub(marker, 1, 8) == ARGV[4] then
  split(redis.call('GET', KEYS[1]) or '')
  forget_buckets()
  redis.call('UNLINK', KEYS[1])
  return 1
end
return 0
