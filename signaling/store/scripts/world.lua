-- The state of one tenant as records, read on demand and written back once at the end.
--
-- Mirrors signaling/domain/world.py. A record is one string, a JSON object: reading and
-- writing it whole costs Redis less than half of what a hash of as many fields does. Records
-- are changed in the cache and written only when the operation succeeded; indexes (free,
-- duty, waiting, timers) are written at once, after the checks, because later moves of the
-- same operation read them.
--
-- Times are text: cjson writes numbers with 14 digits, which is too few for microseconds
-- since the epoch. NOW is for reckoning, NOW_TEXT for keeping.

function W.time(seconds)
  return string.format("%.6f", seconds)
end

function W.refuse(code, detail)
  error({code = code, detail = detail or ""}, 0)
end

-- MOVES lists every transition as " machine:state:event=next ": one search in a constant
-- costs less than building the tables would in every run.
function W.next_state(machine, state, event)
  local _, last = string.find(MOVES, " " .. machine .. ":" .. state .. ":" .. event .. "=", 1, true)
  return last and string.match(MOVES, "^%S+", last + 1)
end

function W.step(machine, state, event)
  local to = W.next_state(machine, state, event)
  if not to then
    W.refuse("wrong_state", machine .. " is " .. state .. ": cannot " .. event)
  end
  return to
end

-- Reading and changing records -------------------------------------------------------------

-- The record, or nil where there is none. It is the cache's own: change it by W.edit or W.set only.
function W.get(kind, id)
  if not id or id == "" then
    return nil
  end
  local known = CACHE[kind]
  local record = known and known[id]
  if record == nil then
    local text = call("GET", PREFIX .. kind .. ":" .. id)
    record = text and cjson.decode(text)
    W.keep(CACHE, kind, id, record)
  end
  return record or nil
end

-- In a table by kind and id: looking up often does not have to join names often.
function W.keep(place, kind, id, record)
  local known = place[kind]
  if known then
    known[id] = record
  else
    place[kind] = {[id] = record}
  end
end

-- Read several records in one go: {kind, id, kind, id, ...}.
function W.fetch(wanted)
  local keys = {}
  for i = 1, #wanted, 2 do
    keys[#keys + 1] = PREFIX .. wanted[i] .. ":" .. wanted[i + 1]
  end
  for i, text in ipairs(call("MGET", unpack(keys))) do
    W.keep(CACHE, wanted[2 * i - 1], wanted[2 * i], text and cjson.decode(text))
  end
end

-- A record that is new, whatever stood there before: nothing needs to be read for it.
function W.create(kind, id, record)
  W.keep(CACHE, kind, id, record)
  W.keep(CHANGED, kind, id, record)
  return record
end

-- The record, to be changed.
function W.edit(kind, id)
  local record = W.get(kind, id)
  if record then
    W.keep(CHANGED, kind, id, record)
    return record
  end
  return W.create(kind, id, {})
end

-- Change fields; false removes one.
function W.set(kind, id, changes)
  local record = W.edit(kind, id)
  for field, value in pairs(changes) do
    if value == false then
      value = nil
    end
    record[field] = value
  end
  return record
end

function W.delete(kind, id)
  W.create(kind, id, false)
end

-- Write what changed, then tell: one message for each channel.
function W.flush()
  W.flush_timers()
  local set = {}
  for kind, records in pairs(CHANGED) do
    for id, record in pairs(records) do
      if record then
        set[#set + 1] = PREFIX .. kind .. ":" .. id
        set[#set + 1] = cjson.encode(record)
      else
        call("DEL", PREFIX .. kind .. ":" .. id)
      end
      if #set == AT_ONCE then
        call("MSET", unpack(set))
        set = {}
      end
    end
  end
  if #set > 0 then
    call("MSET", unpack(set))
  end
  for channel, told in pairs(NOTICES) do
    call("PUBLISH", PREFIX .. channel, table.concat(told, NEXT_NOTICE))
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
  if not text or text == "" then
    return false
  end
  return text == item or string.find(" " .. text .. " ", " " .. item .. " ", 1, true) ~= nil
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

function W.participant(id)
  return W.get("participant", id) or W.refuse("unknown_participant")
end

function W.request(id)
  return W.get("request", id) or W.refuse("unknown_request")
end

function W.reservation(id)
  return W.get("reservation", id) or W.refuse("unknown_reservation")
end

function W.room(id)
  return W.get("room", id) or W.refuse("unknown_room")
end

-- Telling --------------------------------------------------------------------------------------

-- The same thing is told once, however often it changed.
function W.notice(channel, text)
  local told = NOTICES[channel]
  if not told then
    NOTICES[channel] = {text, [text] = true}
  elseif not told[text] then
    told[text] = true
    told[#told + 1] = text
  end
end

function W.tell(to, about, id, payload)
  local participant = W.get("participant", to)
  if participant then
    local text = to .. NEXT_FIELD .. about .. NEXT_FIELD .. id .. NEXT_FIELD .. (payload or "")
    W.notice("node:" .. participant.node, text)
  end
end

function W.broadcast(about, id)
  W.notice("all", NEXT_FIELD .. about .. NEXT_FIELD .. id .. NEXT_FIELD)
end

function W.change_terminal(id, changes)
  W.set("terminal", id, changes)
  W.broadcast("terminal", id)
end

function W.change_request(id, changes)
  local before = W.get("request", id).state
  local request = W.set("request", id, changes)
  -- Whether a visit rings or waits is told to all clerks of the place.
  local turned = request.state ~= before and W.has(LIVE_REQUEST, request.state)
  if turned and request.kind == "visit" and request.terminal then
    W.broadcast("terminal", request.terminal)
  end
  local terminal = W.get("terminal", request.terminal) or {}
  W.tell(terminal.participant, "request", id)
  if request.created_by ~= terminal.participant then
    W.tell(request.created_by, "request", id)
  end
  W.tell(terminal.in_charge, "request", id)
  -- Of an interpreter everybody in the room is told: any of them might ask.
  local room = request.kind == "interpreter" and W.get("room", request.room)
  for _, member in ipairs(room and room.members or {}) do
    W.tell(member.participant, "request", id)
  end
  return request
end

function W.tell_reservation(id)
  local person = W.get("person", W.get("reservation", id).person) or {}
  for _, connection in ipairs(W.items(person.connections)) do
    W.tell(connection, "reservation", id)
  end
end

function W.change_reservation(id, changes)
  W.set("reservation", id, changes)
  W.tell_reservation(id)
end

-- Timers ---------------------------------------------------------------------------------------

function W.set_timer(kind, id, due)
  TIMERS[kind .. ":" .. id] = due
end

function W.stop_timer(kind, id)
  TIMERS[kind .. ":" .. id] = false
end

-- Set and stop what has gathered: a move often touches several timers.
function W.flush_timers()
  local set, stopped = {}, {}
  for timer, due in pairs(TIMERS) do
    TIMERS[timer] = nil
    if due then
      set[#set + 1] = due
      set[#set + 1] = timer
    else
      stopped[#stopped + 1] = timer
    end
  end
  if #set > 0 then
    call("ZADD", PREFIX .. "timers", unpack(set))
  end
  if #stopped > 0 then
    call("ZREM", PREFIX .. "timers", unpack(stopped))
  end
end
