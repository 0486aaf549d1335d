-- First step of moving a person to another account: from here on nothing is recorded in the old place.
-- KEYS[1] counters  KEYS[2] ids  KEYS[3] moved
-- ARGV[1] the new account  ARGV[2] milliseconds for which the marker stands
-- Answer: the counters and the ids, as they stay until they are dropped.
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
return { redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or '' }
