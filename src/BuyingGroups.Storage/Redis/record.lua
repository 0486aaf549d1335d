-- Records activities of one person: remembers their ids and adds to the counters, all of it or nothing of each.
--
-- KEYS[1] counters     a counters run
-- KEYS[2] ids          an ids run
-- KEYS[3] moved        if it is there, the person's counters are elsewhere now
-- ARGV[1] the oldest day that counts
-- then for each activity four arguments:
--   day and type (the first 4 bytes of a counter record), day and id hash (an id record), count, milliseconds until the day leaves the window
-- Answer: a string with a character for each activity (R recorded, D duplicate, F counter full), or M if the person has moved.

-- More ids than this don't stay behind the counters, where every score would read them.
local MAX_BEHIND = 4

local function newest(run)
  local day = -1
  for at = 1, #run, RECORD do
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

local current = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3])
if current[3] then
  return 'M'
end

local ids = current[2] or ''
local counters, last_ids = split(current[1] or '')
local last, last_ttl = nil, nil
local outcomes, added = {}, ''

for arg = 2, #ARGV, 4 do
  local key, id, count, ttl = ARGV[arg], ARGV[arg + 1], tonumber(ARGV[arg + 2]), ARGV[arg + 3]
  local outcome = 'R'
  if find_id(ids, id) or find_id(last_ids, id) or find_id(added, id) then
    outcome = 'D'
  else
    local at = find(counters, RECORD, 0, key)
    local sum = at and count + count_at(counters, at) or count
    if sum > MAX then
      outcome = 'F'
    elseif at then
      counters = string.sub(counters, 1, at + 3) .. pack(sum) .. string.sub(counters, at + RECORD)
    else
      last = last or newest(counters)
      -- In front, where the next search for today's records finds it first.
      counters = key .. pack(sum) .. counters
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

local function remember(more)
  if #more > 0 then
    if #ids > 0 then
      redis.call('APPEND', KEYS[2], more)
    else
      redis.call('SET', KEYS[2], more, 'PX', last_ttl or redis.call('PTTL', KEYS[1]))
    end
    ids = ids .. more
  end
end

if #added > 0 then
  -- The ids of the write before first: the counters' write replaces them.
  local taken_over = missing(ids, last_ids)
  if last_ttl then
    -- The first activity of a newer day: the rare moment to drop what has left the window, and to move the expiry.
    counters = prune(counters, RECORD, tonumber(ARGV[1]))
    ids = prune(ids .. taken_over, ID, tonumber(ARGV[1]))
    if #ids > 0 then
      redis.call('SET', KEYS[2], ids, 'PX', last_ttl)
    elseif current[2] then
      redis.call('DEL', KEYS[2])
    end
    redis.call('SET', KEYS[1], counters .. behind(added), 'PX', last_ttl)
  else
    remember(taken_over)
    redis.call('SET', KEYS[1], counters .. behind(added), 'KEEPTTL')
  end

  if #added > MAX_BEHIND * ID then
    remember(added)
    redis.call('SET', KEYS[1], counters, 'KEEPTTL')
  end
end

return table.concat(outcomes)
