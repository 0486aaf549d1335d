-- What the health check runs on each master: that the service's user can run a script, and write to its keys in it.
-- KEYS[1] a throw-away key  ARGV[1] its value  ARGV[2] milliseconds for which it stands
-- Answer: milliseconds for which the key stands.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('PTTL', KEYS[1])
