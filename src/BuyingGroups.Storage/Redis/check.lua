-- The health check's script on each master: checks that the service's user can run a script, and write to its keys in it.
-- KEYS[1] a temporary key  ARGV[1] its value  ARGV[2] its time to live in milliseconds
-- Answer: the key's time to live in milliseconds.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('PTTL', KEYS[1])
