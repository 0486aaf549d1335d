-- The first step of moving a person to another account: from here on nothing is recorded in the old account.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] marker
-- KEYS[4] moves: a run of 8-byte hashes of the moves that began or ended in this account
-- ARGV[1] to ARGV[3] the arguments that runs.lua takes
-- ARGV[4] hash of the move  ARGV[5] the new account  ARGV[6] time to live of the marker in milliseconds
-- Answer: the counters and the first bucket of ids, which stay as they are until they are dropped; or nothing, if this move is over and
-- another one came after it.
local marker = redis.call('GET', KEYS[3])
local moves = redis.call('GET', KEYS[4]) or ''
local known = find(moves, 8, 0, ARGV[4])
if known and not (marker and string.sub(marker, 1, 8) == ARGV[4]) then
  return {}
end

redis.call('SET', KEYS[3], ARGV[4] .. ARGV[5], 'PX', ARGV[6])
if not known then
  -- The last 64 moves suffice to recognize a late repetition, and keep the run from growing with the person's age.
  redis.call('SET', KEYS[4], string.sub(moves .. ARGV[4], -64 * 8), 'PX', ARGV[6])
end

return { redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or '' }
