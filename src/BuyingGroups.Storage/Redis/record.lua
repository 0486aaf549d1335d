-- Records activities of one person: remembers their ids and adds to the counters, all of it or nothing of each.
--
-- KEYS[1] counters     a run of 7-byte records: day u16, type u16, count u24, big-endian
-- KEYS[2] ids          a run of 10-byte records: day u16, hash of the activity id u64
-- KEYS[3] moved        if it is there, the person's counters are elsewhere now
-- ARGV[1] the oldest day that counts
-- then for each activity four arguments:
--   day and type (the first 4 bytes of a counter record), day and id hash (an id record), count, milliseconds until the day leaves the window
-- Answer: a string with a character for each activity (R recorded, D duplicate, F counter full), or M if the person has moved.

local RECORD, ID = 7, 10
local MAX = 16777215

local function find(run, size, wanted)
  local at = string.find(run, wanted, 1, true)
  while at and (at - 1) % size ~= 0 do
    at = string.find(run, wanted, at + 1, true)
  end
  return at
end

local function find_id(run, hash)
  local at = string.find(run, hash, 1, true)
  while at and (at - 3) % ID ~= 0 do
    at = string.find(run, hash, at + 1, true)
  end
  return at
end

local function day_at(run, at)
  local high, low = string.byte(run, at, at + 1)
  return high * 256 + low
end

local function newest(run, size)
  local day = -1
  for at = 1, #run, size do
    day = math.max(day, day_at(run, at))
  end
  return day
end

local function prune(run, size, first)
  local kept = {}
  for at = 1, #run, size do
    if day_at(run, at) >= first then
      kept[#kept + 1] = string.sub(run, at, at + size - 1)
    end
  end
  return table.concat(kept)
end

local function pack(count)
  return string.char(math.floor(count / 65536), math.floor(count / 256) % 256, count % 256)
end

local current = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3])
if current[3] then
  return 'M'
end

local counters, ids = current[1] or '', current[2] or ''
local first = tonumber(ARGV[1])
local last, last_ttl = nil, nil
local outcomes, updates, added, rewrite = {}, {}, '', false

for arg = 2, #ARGV, 4 do
  local key, id, count, ttl = ARGV[arg], ARGV[arg + 1], tonumber(ARGV[arg + 2]), ARGV[arg + 3]
  local outcome = 'R'
  local hash = string.sub(id, 3)
  if find_id(ids, hash) or find_id(added, hash) then
    outcome = 'D'
  else
    local at = find(counters, RECORD, key)
    local sum = count
    if at then
      local a, b, c = string.byte(counters, at + 4, at + 6)
      sum = sum + a * 65536 + b * 256 + c
    end
    if sum > MAX then
      outcome = 'F'
    elseif at then
      counters = string.sub(counters, 1, at + 3) .. pack(sum) .. string.sub(counters, at + RECORD)
      updates[#updates + 1] = 'SET'
      updates[#updates + 1] = 'u24'
      updates[#updates + 1] = (at + 3) * 8
      updates[#updates + 1] = sum
    else
      last = last or newest(counters, RECORD)
      -- In front, where the next search for today's records finds it first.
      counters = key .. pack(sum) .. counters
      rewrite = true
      local day = day_at(key, 1)
      if day > last then
        last, last_ttl = day, ttl
      end
    end
    if outcome == 'R' then
      added = added .. id
    end
  end
  outcomes[#outcomes + 1] = outcome
end

if #added > 0 then
  if last_ttl then
    -- The first activity of a newer day: the rare moment to drop what has left the window, and to move the expiry.
    redis.call('SET', KEYS[1], prune(counters, RECORD, first), 'PX', last_ttl)
    redis.call('SET', KEYS[2], prune(ids .. added, ID, first), 'PX', last_ttl)
  else
    if rewrite then
      redis.call('SET', KEYS[1], counters, 'KEEPTTL')
    else
      redis.call('BITFIELD', KEYS[1], unpack(updates))
    end
    redis.call('APPEND', KEYS[2], added)
  end
end

return table.concat(outcomes)
