-- First step of moving a person to another account: from here on nothing is recorded in the old place.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] moved
-- KEYS[4] moves: a run of 8-byte hashes of the moves that began or ended here
-- ARGV[1] to ARGV[3] as runs.lua takes them
-- ARGV[4] hash of the move  ARGV[5] the new account  ARGV[6] milliseconds for which the marker stands
-- Answer: the counters and the first bucket of ids, as they stay until they are dropped; or nothing, if this move is over and another came
-- after it.
local marker = redis.call('GET', KEYS[3])
local moves = redis.call('GET', KEYS[4]) or ''
local known = find(moves, 8, 0, ARGV[4])
if known and not (marker and string.sub(marker, 1, 8) == ARGV[4]) then
  return {}
end

redis.call('SET', KEYS[3], ARGV[4] .. ARGV[5], 'PX', ARGV[6])
if not known then
  -- The last 64 are enough to know a late repetition by; so the run doesn't grow with age.
  redis.call('SET', KEYS[4], string.sub(moves .. ARGV[4], -64 * 8), 'PX', ARGV[6])
end

return { redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or '' }
