-- What the scripts share: reading and writing the packed runs. Put in front of each of them.
--
-- A counters run holds 7-byte records: day u16, type u16, count u24, big-endian. Behind them come the ids that were counted by the last write
-- and may not be among the ids yet: each as two records of day zero, 5 bytes of the id's 10 in each. So one write of one key counts an
-- activity and remembers its id, which the embedded Garnet needs: a process that dies in the middle of a script comes back with a part of its
-- writes there. The next write takes the ids over.
-- An ids run holds 10-byte records: day u16, hash of the activity's id u64.

local RECORD, ID, MAX = 7, 10, 16777215
local ZERO = '\0\0'

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

-- Where a record is whose bytes after the first `skip` are these, if there is one: a match off the records' boundaries is none.
local function find(run, size, skip, wanted)
  local at = string.find(run, wanted, 1, true)
  while at and (at - 1 - skip) % size ~= 0 do
    at = string.find(run, wanted, at + 1, true)
  end
  return at
end

local function find_id(run, id)
  return find(run, ID, 2, string.sub(id, 3))
end

-- A counters run as records and the ids behind them.
local function split(run)
  local stop = #run
  while stop > 0 and day_at(run, stop - RECORD + 1) == 0 do
    stop = stop - RECORD
  end
  local ids = {}
  for at = stop + 1, #run, RECORD do
    ids[#ids + 1] = string.sub(run, at + 2, at + RECORD - 1)
  end
  return string.sub(run, 1, stop), table.concat(ids)
end

-- Ids as they stand behind the records.
local function behind(ids)
  local parts = {}
  for at = 1, #ids, ID / 2 do
    parts[#parts + 1] = ZERO .. string.sub(ids, at, at + ID / 2 - 1)
  end
  return table.concat(parts)
end

-- Those that an ids run still needs: none, if an earlier write got as far as to append them.
local function missing(ids, from)
  return string.sub(ids, -#from) == from and '' or from
end
