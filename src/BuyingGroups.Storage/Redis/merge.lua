-- The second step of moving a person to another account: adds what was frozen in the old account to the new one, once. Many ids come in
-- pieces, each of which can be repeated; the counters come with the last piece.
-- KEYS[1] counters  KEYS[2] the first bucket of ids  KEYS[3] marker: if the person comes back to this account, that of the earlier move
-- KEYS[4] moves: a run of 8-byte hashes of the moves that began or ended in this account
-- ARGV[1] to ARGV[3] the arguments that runs.lua takes
-- ARGV[4] frozen ids, an ids run  ARGV[5] the frozen counters run, or empty if more ids come
-- ARGV[6] when the newest frozen day leaves the window, in Unix milliseconds; 0 if nothing is frozen
-- ARGV[7] hash of the move  ARGV[8] milliseconds for which the move must be remembered  ARGV[9] 1 if this is the last piece
-- Answer: 1 if it added them, 0 if this move had been merged before.
local moves = redis.call('GET', KEYS[4]) or ''
if find(moves, 8, 0, ARGV[7]) then
  return 0
end

local current = redis.call('GET', KEYS[1]) or ''
local counters, recent = split(current)
local frozen = {}
for at = 1, #ARGV[4], ID do
  frozen[#frozen + 1] = string.sub(ARGV[4], at, at + ID - 1)
end

-- The later of the current expiry and the requested one: nothing may expire before its newest day has left the window.
local expiry = math.max(tonumber(ARGV[6]), expiry_of_counters(0))

load_buckets(frozen)
load_buckets(recent)
local seen, missing = {}, {}
for _, list in ipairs({ recent, frozen }) do
  for _, id in ipairs(list) do
    local hash = string.sub(id, 3)
    local bucket, at = bucket_of(id), is_remembered(id)
    if at and day_at(runs[bucket], at - 2) < day_at(id, 1) then
      -- The activity counts on the later day, so its id must be remembered until that day has left the window.
      runs[bucket] = string.sub(runs[bucket], 1, at - 3) .. id .. string.sub(runs[bucket], at + ID - 2)
      changed[bucket] = true
    elseif not (at or seen[hash]) then
      seen[hash] = true
      missing[#missing + 1] = id
    end
  end
end
remember(missing, expiry)

if ARGV[9] == '1' then
  for from = 1, #ARGV[5], RECORD do
    local key, count = string.sub(ARGV[5], from, from + 3), count_at(ARGV[5], from)
    local into = find(counters, RECORD, 0, key)
    if into then
      count = math.min(MAX, count + count_at(counters, into))
      counters = string.sub(counters, 1, into - 1) .. string.sub(counters, into + RECORD)
    end
    counters = key .. pack(count) .. counters
  end
  redis.call('DEL', KEYS[3])
  redis.call('SET', KEYS[4], string.sub(moves .. ARGV[7], -64 * 8), 'PX', ARGV[8])
end

local joined = join(counters, {})
if joined ~= current and #joined > 0 then
  redis.call('SET', KEYS[1], joined, 'PXAT', expiry)
end
return 1
