-- Second step of moving a person to another account: adds what was frozen in the old place to the new one, once.
-- KEYS[1] counters  KEYS[2] ids  KEYS[3] moved: of a person who comes back here, the marker of the earlier move
-- KEYS[4] moves: a run of 8-byte hashes of the moves that began or ended here
-- ARGV[1] frozen counters  ARGV[2] frozen ids  ARGV[3] hash of the move  ARGV[4] milliseconds until the newest frozen day leaves the window
-- ARGV[5] milliseconds for which the move must be remembered
-- Answer: 1 if it added them, 0 if this move had been merged before.
local RECORD, MAX = 7, 16777215
local moves = redis.call('GET', KEYS[4]) or ''
for from = 1, #moves, 8 do
  if string.sub(moves, from, from + 7) == ARGV[3] then
    return 0
  end
end

redis.call('SET', KEYS[4], string.sub(moves .. ARGV[3], -64 * 8), 'PX', ARGV[5])
redis.call('DEL', KEYS[3])
if #ARGV[1] == 0 then
  return 1
end

local counters, ids = redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or ''

local function count_at(run, position)
  local a, b, c = string.byte(run, position + 4, position + 6)
  return a * 65536 + b * 256 + c
end

for from = 1, #ARGV[1], RECORD do
  local key, count = string.sub(ARGV[1], from, from + 3), count_at(ARGV[1], from)
  local into = string.find(counters, key, 1, true)
  while into and (into - 1) % RECORD ~= 0 do
    into = string.find(counters, key, into + 1, true)
  end
  if into then
    count = math.min(MAX, count + count_at(counters, into))
    counters = string.sub(counters, 1, into - 1) .. string.sub(counters, into + RECORD)
  end
  counters = key .. string.char(math.floor(count / 65536), math.floor(count / 256) % 256, count % 256) .. counters
end

-- The longer of what stands and what is asked: nothing may go before its newest day has left the window.
local ttl = math.max(tonumber(ARGV[4]), redis.call('PTTL', KEYS[1]))
redis.call('SET', KEYS[1], counters, 'PX', ttl)
redis.call('SET', KEYS[2], ids .. ARGV[2], 'PX', ttl)
return 1
