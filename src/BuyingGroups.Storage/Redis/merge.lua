-- Second step of moving a person to another account: adds what was frozen in the old place to the new one, once.
-- KEYS[1] counters  KEYS[2] ids  KEYS[3] moved: of a person who comes back here, the marker of the earlier move
-- KEYS[4] moves: a run of 8-byte hashes of the moves that began or ended here
-- ARGV[1] frozen counters  ARGV[2] frozen ids  ARGV[3] the move as an id record  ARGV[4] milliseconds until the newest frozen day leaves the window
-- ARGV[5] milliseconds for which the move must be remembered
-- Answer: 1 if it added them, 0 if this move had been merged before.
local move = string.sub(ARGV[3], 3)
local moves = redis.call('GET', KEYS[4]) or ''
if find(moves, 8, 0, move) then
  return 0
end

local ids = redis.call('GET', KEYS[2]) or ''
local counters, last_ids = split(redis.call('GET', KEYS[1]) or '')
local frozen, frozen_last_ids = split(ARGV[1])

-- The counters carry the move as an id: so one write adds them and remembers that it did.
if #frozen > 0 and not (find_id(last_ids, ARGV[3]) or find_id(ids, ARGV[3])) then
  for from = 1, #frozen, RECORD do
    local key, count = string.sub(frozen, from, from + 3), count_at(frozen, from)
    local into = find(counters, RECORD, 0, key)
    if into then
      count = math.min(MAX, count + count_at(counters, into))
      counters = string.sub(counters, 1, into - 1) .. string.sub(counters, into + RECORD)
    end
    counters = key .. pack(count) .. counters
  end

  -- The longer of what stands and what is asked: nothing may go before its newest day has left the window.
  local ttl = math.max(tonumber(ARGV[4]), redis.call('PTTL', KEYS[1]))
  ids = ids .. missing(ids, last_ids)
  ids = ids .. missing(ids, ARGV[2] .. missing(ARGV[2], frozen_last_ids))
  if #ids > 0 then
    redis.call('SET', KEYS[2], ids, 'PX', ttl)
  end
  redis.call('SET', KEYS[1], counters .. behind(ARGV[3]), 'PX', ttl)
end

-- In this order: of a process that dies in between, the repetition does it again.
redis.call('DEL', KEYS[3])
redis.call('SET', KEYS[4], string.sub(moves .. move, -64 * 8), 'PX', ARGV[5])
return 1
