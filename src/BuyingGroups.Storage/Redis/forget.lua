-- Deletes everything about a person in an account.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] marker  KEYS[4] moves
-- ARGV[1] to ARGV[3] the arguments that runs.lua takes
split(redis.call('GET', KEYS[1]) or '')
forget_buckets()
redis.call('UNLINK', KEYS[1], KEYS[3], KEYS[4])
return 1
