-- Records activities of one person. Each activity is either counted and its id remembered, or neither.
--
-- KEYS[1] counters     a counters run
-- KEYS[2] ids          the first bucket of ids
-- KEYS[3] marker       if it exists, the person's counters are in another account now
-- ARGV[1] to ARGV[3]   the arguments that runs.lua takes, then four arguments for each activity:
--   day and type (the first 4 bytes of a counter record), day and id hash (an id record), count, and when the day leaves the window
--   (Unix milliseconds)
-- Answer: a string with a character for each activity (R recorded, D duplicate, F counter full), or M if the person has moved.

local function newest(run)
  local day = -1
  for at = 1, #run, RECORD do
    day = math.max(day, day_at(run, at))
  end
  return day
end

local function without_old_counters(run)
  local kept = {}
  for at = 1, #run, RECORD do
    if not is_old(day_at(run, at)) then
      kept[#kept + 1] = string.sub(run, at, at + RECORD - 1)
    end
  end
  return table.concat(kept)
end

local current = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3])
if current[3] then
  return 'M'
end

local counters, recent = split(current[1] or '')
runs[0] = current[2] or ''
if buckets > 1 then
  local ids = {}
  for arg = 5, #ARGV, 4 do
    ids[#ids + 1] = ARGV[arg]
  end
  load_buckets(ids)
end

local seen = {}
for _, id in ipairs(recent) do
  seen[string.sub(id, 3)] = true
end

local last, last_expiry = nil, nil
local outcomes, added = {}, {}
for arg = 4, #ARGV, 4 do
  local key, id, count, expiry = ARGV[arg], ARGV[arg + 1], tonumber(ARGV[arg + 2]), ARGV[arg + 3]
  local hash = string.sub(id, 3)
  local outcome = 'R'
  if seen[hash] or is_remembered(id) then
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
      -- At the front, where the next search for a record of today finds it first.
      counters = key .. pack(sum) .. counters
      local day = day_at(key, 1)
      if day > last then
        last, last_expiry = day, expiry
      end
    end
    if outcome == 'R' then
      seen[hash] = true
      added[#added + 1] = id
    end
  end
  outcomes[#outcomes + 1] = outcome
end

if #added > 0 then
  if last_expiry then
    -- The first activity of a newer day: the only time at which records that have left the window are dropped, and the expiry is moved.
    counters = without_old_counters(counters)
    for at = #recent, 1, -1 do
      if is_old(day_at(recent[at], 1)) then
        table.remove(recent, at)
      end
    end
  end

  for _, id in ipairs(added) do
    recent[#recent + 1] = id
  end
  if #recent > RECENT then
    load_buckets(recent)
    remember(recent, last_expiry or expiry_of_counters(ARGV[7]))
    recent = {}
  end

  if last_expiry then
    redis.call('SET', KEYS[1], join(counters, recent), 'PXAT', last_expiry)
  else
    redis.call('SET', KEYS[1], join(counters, recent), 'KEEPTTL')
  end
end

return table.concat(outcomes)
