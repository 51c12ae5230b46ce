-- Moves of rooms: joining, leaving, ending. Mirrors signaling/domain/rooms.py.
--
-- A room's members stand in its hash: ``member:<participant>`` (JSON) and
-- ``sending:<participant>`` (JSON as the client sent it); ``members`` lists them in order.

function W.member(room, participant)
  local text = room["member:" .. participant]
  return text and cjson.decode(text)
end

function W.members(room)
  local found = {}
  for _, participant in ipairs(W.items(room.members)) do
    found[#found + 1] = W.member(room, participant)
  end
  return found
end

function W.has_media(member)
  return HAS_MEDIA[member.role .. ":" .. (member.seat or "")]
end

-- Change fields of a room, count its revision, tell the members and `also`.
function W.change_room(id, changes, also)
  local room = W.get("room", id)
  changes.revision = string.format("%d", tonumber(room.revision) + 1)
  room = W.set("room", id, changes)
  for _, participant in ipairs(W.items(room.members)) do
    W.tell(participant, "room", id)
  end
  if also then
    W.tell(also, "room", id)
  end
end

function W.add_member(id, participant, seat)
  local who = W.get("participant", participant)
  local room = W.get("room", id)
  local member = {
    participant = participant,
    role = who.role,
    subject = who.subject,
    name = who.name,
    seat = seat,
    connected = who.connection == "connected",
    languages = who.languages,
  }
  W.set("participant", participant, {room = id})
  W.change_room(id, {
    members = W.with(room.members, participant),
    ["member:" .. participant] = cjson.encode(member),
    ["sending:" .. participant] = who.role == "terminal" and SENDING_TERMINAL or SENDING_PERSON,
  })
  W.rooms[id] = true
end

function W.set_member(id, participant, changes)
  local room = W.get("room", id)
  local member = W.member(room, participant)
  for field, value in pairs(changes) do
    member[field] = value
  end
  W.change_room(id, {["member:" .. participant] = cjson.encode(member)})
end

function W.new_room(id, terminal, service, language)
  W.set("room", id, {
    state = "waiting",
    revision = "0",
    mode = "conversation",
    terminal = terminal,
    service = service or false,
    language = language or false,
    opened_at = NOW,
    members = "",
  })
  W.change_terminal(terminal, {room = id})
  W.add_member(id, W.get("terminal", terminal).participant, nil)
end

-- A clerk joins without having been rung; afterwards they return to what they were.
function W.join(room, participant, seat)
  local id = W.get("participant", participant).subject
  local after = W.get("person", id).state == "available" and "available" or "away"
  W.move(id, "join", "conversation", {after = after})
  W.add_member(room, participant, seat)
end

local function wrap_up(gone)
  local wrap_up_s = 0
  if gone.request then
    local request = W.get("request", gone.request)
    W.change_request(gone.request, {state = W.step("request", request.state, "end")})
    W.set_timer("forget", "request:" .. gone.request, NOW + FORGET_S)
    wrap_up_s = W.service(request.service).wrap_up_s
  end
  W.move(gone.subject, "leave", "conversation", {ends_at = NOW + wrap_up_s, request = gone.request})
  if wrap_up_s > 0 then
    W.set_timer("wrap_up", gone.subject, NOW + wrap_up_s)
  else
    W.finish_wrap_up(gone.subject)
  end
end

-- Take a participant out; a person goes into wrap-up.
function W.remove_member(id, participant)
  local gone = W.get("participant", participant)
  local was = {subject = gone.subject, role = gone.role, request = gone.request}
  local room = W.get("room", id)
  W.change_room(id, {
    members = W.without(room.members, participant),
    ["member:" .. participant] = false,
    ["sending:" .. participant] = false,
  }, participant)
  W.set("participant", participant, {room = false, request = false})
  W.rooms[id] = true
  if was.role ~= "terminal" then
    wrap_up(was)
  end
end

function W.is_together(room)
  local terminal, counterpart = false, false
  for _, member in ipairs(W.members(room)) do
    if member.role == "terminal" then
      terminal = true
    elseif W.has_media(member) then
      counterpart = true
    end
  end
  return terminal and counterpart
end

function W.is_held(room)
  for _, member in ipairs(W.members(room)) do
    if HOLDS_ROOM[member.role] then
      return true
    end
  end
  return false
end

-- Send everybody home.
function W.end_room(id, reason)
  local room = W.get("room", id)
  W.change_terminal(room.terminal, {room = false})
  local everybody = W.items(room.members)
  W.change_room(id, {state = W.step("room", room.state, "end"), reason = reason})
  for _, participant in ipairs(everybody) do
    W.remove_member(id, participant)
  end
  W.rooms[id] = nil
  W.set_timer("forget", "room:" .. id, NOW + FORGET_S)
end

-- Live when the terminal and a counterpart are together, waiting when not.
function W.meet(id, together)
  local room = W.get("room", id)
  if together and room.state == "waiting" then
    W.change_room(id, {state = W.step("room", room.state, "connect"), was_live = "1"})
  elseif not together and room.state == "live" then
    W.change_room(id, {state = W.step("room", room.state, "part")})
  end
end
