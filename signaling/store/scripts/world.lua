-- The state of one tenant as hashes, read on demand and written back once at the end.
--
-- Mirrors signaling/domain/world.py. Hashes are changed in the cache and flushed only when
-- the operation succeeded; indexes (free, duty, waiting, timers) are written at once, after
-- the checks, because later moves of the same operation read them.

local W = {}

local cache, order = {}, {}
local notices, noticed = {}, {}
W.rooms, W.requests, W.people, W.pools = {}, {}, {}, {} -- what is unsettled

local function number(x)
  return string.format("%.6f", x)
end
W.number = number

function W.refuse(code, detail)
  error({code = code, detail = detail or ""}, 0)
end

function W.step(machine, state, event)
  local to = MACHINES[machine][state][event]
  if not to then
    W.refuse("wrong_state", machine .. " is " .. state .. ": cannot " .. event)
  end
  return to
end

function W.allows(machine, state, event)
  return MACHINES[machine][state][event] ~= nil
end

-- Reading and changing hashes ------------------------------------------------------------

local function entry(kind, id)
  local key = kind .. ":" .. id
  local e = cache[key]
  if not e then
    local flat = redis.call("HGETALL", PREFIX .. key)
    e = {key = PREFIX .. key, dirty = {}}
    if #flat > 0 then
      e.fields = {}
      for i = 1, #flat, 2 do
        e.fields[flat[i]] = flat[i + 1]
      end
    end
    cache[key] = e
    order[#order + 1] = e
  end
  return e
end

-- The fields of a record as strings, or nil where there is no such record.
function W.get(kind, id)
  if not id or id == "" then
    return nil
  end
  return entry(kind, id).fields
end

-- Change fields; false removes one.
function W.set(kind, id, changes)
  local e = entry(kind, id)
  e.fields = e.fields or {}
  for field, value in pairs(changes) do
    if value == false then
      e.fields[field] = nil
    else
      if type(value) == "number" then
        value = number(value)
      end
      e.fields[field] = value
    end
    e.dirty[field] = true
  end
  return e.fields
end

function W.delete(kind, id)
  local e = entry(kind, id)
  e.fields, e.dirty, e.deleted = nil, {}, true
end

function W.flush()
  for _, e in ipairs(order) do
    if e.deleted then
      redis.call("DEL", e.key)
    end
    local set, del = {}, {}
    for field in pairs(e.dirty) do
      local value = e.fields and e.fields[field]
      if value == nil then
        del[#del + 1] = field
      else
        set[#set + 1] = field
        set[#set + 1] = value
      end
    end
    if #set > 0 then
      redis.call("HSET", e.key, unpack(set))
    end
    if #del > 0 then
      redis.call("HDEL", e.key, unpack(del))
    end
  end
  for _, n in ipairs(notices) do
    redis.call("PUBLISH", PREFIX .. n.channel, n.text)
  end
end

-- Lists are kept as text: items joined by a space -----------------------------------------

function W.items(text)
  local found = {}
  if text then
    for item in string.gmatch(text, "%S+") do
      found[#found + 1] = item
    end
  end
  return found
end

function W.has(text, item)
  return text ~= nil and string.find(" " .. text .. " ", " " .. item .. " ", 1, true) ~= nil
end

function W.with(text, item)
  if not text or text == "" then
    return item
  end
  return W.has(text, item) and text or (text .. " " .. item)
end

function W.without(text, item)
  local kept = {}
  for _, each in ipairs(W.items(text)) do
    if each ~= item then
      kept[#kept + 1] = each
    end
  end
  return table.concat(kept, " ")
end

-- Looking up ---------------------------------------------------------------------------------

local function found(kind, id, code)
  local record = W.get(kind, id)
  if not record then
    W.refuse(code)
  end
  return record
end

function W.participant(id) return found("participant", id, "unknown_participant") end
function W.request(id) return found("request", id, "unknown_request") end
function W.reservation(id) return found("reservation", id, "unknown_reservation") end
function W.room(id) return found("room", id, "unknown_room") end

-- Telling --------------------------------------------------------------------------------------

local function notice(channel, to, about, id, payload)
  local text = cjson.encode({to = to or cjson.null, about = about, id = id, payload = payload or ""})
  local key = channel .. text
  if not noticed[key] then
    noticed[key] = true
    notices[#notices + 1] = {channel = channel, text = text}
  end
end

function W.tell(to, about, id, payload)
  local participant = W.get("participant", to)
  if participant then
    notice("node:" .. participant.node, to, about, id, payload)
  end
end

function W.broadcast(about, id)
  notice("all", nil, about, id)
end

function W.change_terminal(id, changes)
  W.set("terminal", id, changes)
  W.broadcast("terminal", id)
end

function W.change_request(id, changes)
  local request = W.set("request", id, changes)
  local terminal = W.get("terminal", request.terminal) or {}
  W.tell(terminal.participant, "request", id)
  W.tell(request.created_by, "request", id)
  W.tell(terminal.in_charge, "request", id)
  return request
end

function W.change_reservation(id, changes)
  local reservation = W.set("reservation", id, changes)
  local person = W.get("person", reservation.person) or {}
  for _, connection in ipairs(W.items(person.connections)) do
    W.tell(connection, "reservation", id)
  end
  return reservation
end

-- Timers ---------------------------------------------------------------------------------------

function W.set_timer(kind, id, due)
  redis.call("ZADD", PREFIX .. "timers", number(due), kind .. ":" .. id)
end

function W.stop_timer(kind, id)
  redis.call("ZREM", PREFIX .. "timers", kind .. ":" .. id)
end
