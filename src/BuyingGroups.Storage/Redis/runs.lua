-- What the scripts share: reading and writing the packed runs. This file is put in front of each script.
--
-- A counters run holds 7-byte records: day u16, type u16, count u24, big-endian. Other records follow them, recognizable by a day of zero:
--   the person's newest remembered ids, at most RECENT of them: each as two records, with 5 bytes of the id's 10 in each;
--   if the other ids fill more than one bucket, a record of type zero whose count is the number of buckets.
-- So most recordings write a single key, and a reader finds the end of the counters by searching backwards for a day that isn't zero.
-- An ids run (a bucket) holds 10-byte records: day u16, hash of the activity's id u64, in the order in which they arrived.
--
-- The ids of a person with many activities are spread over buckets by linear hashing (Litwin 1980): when a bucket has become too long, the
-- next bucket in turn is split in two, so the cost of a recording stays the same however many ids there are. The scripts take KEYS[2] as
-- the first bucket; the keys of the others have the bucket's number after the letter that says what the key holds (i, i1, i2, …).
-- ARGV[1] is the place in KEYS[2] where that number goes; ARGV[2] is the first day of the window; ARGV[3] is since when it has been the
-- first day, in Unix milliseconds.

local RECORD, ID, MAX, RECENT = 7, 10, 16777215, 8
local ZERO = '\0\0'

-- A bucket longer than this asks for a split. Each split needs at least this many new ids, so that there aren't too many buckets.
local LONGEST, IDS_A_SPLIT = 96 * ID, 48

local function day_at(run, at)
  local high, low = string.byte(run, at, at + 1)
  return high * 256 + low
end

local function count_at(run, at)
  local a, b, c = string.byte(run, at + 4, at + 6)
  return a * 65536 + b * 256 + c
end

local function pack(count)
  return string.char(math.floor(count / 65536), math.floor(count / 256) % 256, count % 256)
end

-- The position of the record whose bytes after the first `skip` are these, if there is one. Matches that aren't aligned to a record don't
-- count.
local function find(run, size, skip, wanted)
  local at = string.find(run, wanted, 1, true)
  while at and (at - 1 - skip) % size ~= 0 do
    at = string.find(run, wanted, at + 1, true)
  end
  return at
end

-- The server's first day of the window is used only if this Redis's own clock agrees: a server whose clock is ahead must not drop counters
-- and ids that are still valid for others.
local first, agreed = tonumber(ARGV[2]), nil
local function is_old(day)
  if day >= first then
    return false
  end
  if agreed == nil then
    local now = redis.call('TIME')
    agreed = now[1] * 1000 + now[2] / 1000 >= tonumber(ARGV[3])
  end
  return agreed
end

-- The buckets that were read or written, by number, and the number of buckets; size is the largest power of two up to that number.
local runs, changed, buckets, size = {}, {}, 1, 1

local function set_buckets(count)
  buckets, size = count, 1
  while size * 2 <= count do
    size = size * 2
  end
end

local function slot_of(id)
  local a, b, c = string.byte(id, 8, 10)
  return (a * 65536 + b * 256 + c) % (size * 2)
end

local function bucket_of(id)
  local slot = slot_of(id)
  return slot < buckets and slot or slot - size
end

local key_head, key_tail = string.sub(KEYS[2], 1, ARGV[1]), string.sub(KEYS[2], ARGV[1] + 1)
local bucket_keys = { [0] = KEYS[2] }
local function bucket_key(bucket)
  local key = bucket_keys[bucket]
  if not key then
    key = key_head .. bucket .. key_tail
    bucket_keys[bucket] = key
  end
  return key
end

-- Reads the buckets of these ids that haven't been read yet, by one command.
local function load_buckets(ids)
  local missing, keys = {}, {}
  for _, id in ipairs(ids) do
    local bucket = bucket_of(id)
    if not runs[bucket] then
      runs[bucket] = ''
      missing[#missing + 1] = bucket
      keys[#keys + 1] = bucket_key(bucket)
    end
  end
  for from = 1, #keys, 1000 do
    local to = math.min(from + 999, #keys)
    local values = redis.call('MGET', unpack(keys, from, to))
    for at = from, to do
      runs[missing[at]] = values[at - from + 1] or ''
    end
  end
end

local function is_remembered(id)
  return find(runs[bucket_of(id)], ID, 2, string.sub(id, 3))
end

local function split_next_bucket()
  local from, to = buckets - size, buckets
  local run, stay, go = runs[from] or redis.call('GET', bucket_key(from)) or '', {}, {}
  for at = 1, #run, ID do
    local id = string.sub(run, at, at + ID - 1)
    local into = slot_of(id) == to and go or stay
    into[#into + 1] = id
  end
  runs[from], runs[to] = table.concat(stay), table.concat(go)
  changed[from], changed[to] = true, true
  set_buckets(buckets + 1)
end

-- The run without the ids at its front that have left the window.
local function without_old_ids(run)
  local at = 1
  while at < #run and is_old(day_at(run, at)) do
    at = at + ID
  end
  return at == 1 and run or string.sub(run, at)
end

-- Remembers ids whose buckets have been loaded and of which none is remembered yet. `expiry` is when the person's newest day leaves the
-- window.
local function remember(ids, expiry)
  -- A single id of a bucket is kept as itself, the usual case for a person with many buckets; several are kept as a list.
  local added, long = {}, false
  for at = 1, #ids do
    local id = ids[at]
    local bucket = bucket_of(id)
    local more = added[bucket]
    if not more then
      added[bucket] = id
    elseif type(more) == 'table' then
      more[#more + 1] = id
    else
      added[bucket] = { more, id }
    end
  end
  for bucket, more in pairs(added) do
    local run = without_old_ids(runs[bucket]) .. (type(more) == 'table' and table.concat(more) or more)
    runs[bucket] = run
    changed[bucket] = true
    long = long or #run > LONGEST
  end
  if long then
    for _ = 1, math.ceil(#ids / IDS_A_SPLIT) do
      split_next_bucket()
    end
  end
  for bucket in pairs(changed) do
    if #runs[bucket] > 0 then
      redis.call('SET', bucket_key(bucket), runs[bucket], 'PXAT', expiry)
    else
      redis.call('UNLINK', bucket_key(bucket))
    end
  end
  changed = {}
end

-- Deletes all buckets.
local function forget_buckets()
  for from = 0, buckets - 1, 1000 do
    local keys = {}
    for bucket = from, math.min(from + 999, buckets - 1) do
      keys[#keys + 1] = bucket_key(bucket)
    end
    redis.call('UNLINK', unpack(keys))
  end
end

-- Splits a counters run into its records and a list of the recent ids that follow them. Sets the number of buckets.
local function split(run)
  local stop = #run
  while stop > 0 and day_at(run, stop - RECORD + 1) == 0 do
    stop = stop - RECORD
  end
  local last = #run
  if (last - stop) / RECORD % 2 == 1 then
    last = last - RECORD
    set_buckets(count_at(run, last + 1))
  end
  local recent = {}
  for at = stop + 1, last, 2 * RECORD do
    recent[#recent + 1] = string.sub(run, at + 2, at + RECORD - 1) .. string.sub(run, at + RECORD + 2, at + 2 * RECORD - 1)
  end
  return string.sub(run, 1, stop), recent
end

-- When the counters expire; `otherwise` if there are none, or if somebody removed their expiry.
local function expiry_of_counters(otherwise)
  local expiry = redis.call('PEXPIRETIME', KEYS[1])
  return expiry > 0 and expiry or otherwise
end

-- The reverse of split.
local function join(counters, recent)
  local parts = { counters }
  for _, id in ipairs(recent) do
    parts[#parts + 1] = ZERO .. string.sub(id, 1, ID / 2) .. ZERO .. string.sub(id, ID / 2 + 1)
  end
  if buckets > 1 then
    parts[#parts + 1] = ZERO .. ZERO .. pack(buckets)
  end
  return table.concat(parts)
end
