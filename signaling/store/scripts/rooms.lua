-- Moves of rooms: joining, leaving, ending. Mirrors signaling/domain/rooms.py.
--
-- `members` is the list of members in the order of their coming; what a member has switched
-- on (`sending`) is kept as the JSON that the client sent.

function W.member(room, participant)
  for _, member in ipairs(room.members) do
    if member.participant == participant then
      return member
    end
  end
end

-- What the rules of who hears whom need to know of a member.
function W.kind(member)
  return member.role .. ":" .. (member.seat or "")
end

function W.has_media(member)
  return W.has(HAVE_MEDIA, W.kind(member))
end

function W.tell_members(id)
  for _, member in ipairs(W.get("room", id).members) do
    W.tell(member.participant, "room", id)
  end
end

-- Change fields of a room, count its revision, tell the members.
function W.change_room(id, changes)
  changes.revision = W.get("room", id).revision + 1
  W.set("room", id, changes)
  W.tell_members(id)
end

-- What is switched on at first: in an inquiry nothing, its voice comes when wanted.
function W.first_sending(role, kind)
  if kind ~= "visit" then
    return SENDING_NOTHING
  end
  return role == "terminal" and SENDING_TERMINAL or SENDING_PERSON
end

function W.add_member(id, participant, seat)
  local who = W.get("participant", participant)
  W.set("participant", participant, {room = id})
  local room = W.get("room", id)
  local members = room.members
  members[#members + 1] = {
    participant = participant,
    role = who.role,
    subject = who.subject,
    name = who.name,
    seat = seat,
    connected = who.connection == "connected",
    languages = who.languages,
    sending = W.first_sending(who.role, room.kind),
  }
  W.change_room(id, {members = members})
  ROOMS[id] = true
end

function W.set_member(id, participant, field, value)
  local members = W.get("room", id).members
  W.member({members = members}, participant)[field] = value
  W.change_room(id, {members = members})
end

-- A new room: a visit's with the terminal in it, another (`terminal` nil) empty.
function W.new_room(id, terminal, service, language, kind, request)
  W.create("room", id, {
    kind = kind or "visit",
    request = request,
    state = "waiting",
    revision = 0,
    mode = "conversation",
    terminal = terminal,
    service = service,
    language = language,
    opened_at = NOW_TEXT,
    members = {},
    generations = {},
  })
  if terminal then
    W.change_terminal(terminal, {room = id})
    W.add_member(id, W.get("terminal", terminal).participant, nil)
  end
end

-- A clerk joins without having been rung; afterwards they return to what they were.
function W.join(room, participant, seat)
  local id = W.get("participant", participant).subject
  local before = W.get("person", id)
  local after = before.state
  if after == "wrap_up" then
    after = before.after
    W.close_wrap_up(id)
  end
  W.move(id, "join", "conversation", {after = after})
  W.add_member(room, participant, seat)
end

-- Ask who served the visit how it ended, and the clerk who is at the terminal with them.
function W.ask_how_it_ended(request, room, served_by)
  local asked = {served_by}
  local terminal = W.get("terminal", W.get("request", request).terminal) or {}
  local clerk = W.get("participant", terminal.in_charge)
  if clerk and clerk.room == room and terminal.in_charge ~= served_by then
    W.set("request", request, {attended_by = terminal.in_charge})
    asked[2] = terminal.in_charge
  end
  for _, participant in ipairs(asked) do
    W.set("participant", participant, {concluding = request})
    W.tell(participant, "visit", request)
  end
end

function W.wrap_up(person, request, room, participant)
  local wrap_up_s = 0
  if request then
    local record = W.get("request", request)
    W.change_request(request, {state = W.step("request", record.state, "end")})
    if record.kind == "visit" then
      W.ask_how_it_ended(request, room, participant)
    end
    W.set_timer("forget", "request:" .. request, NOW + FORGET_S)
    W.put_down(request)
    if record.kind ~= "inquiry" then
      wrap_up_s = W.service(record.service).wrap_up_s
    end
  end
  W.move(person, "leave", "conversation", {ends_at = W.time(NOW + wrap_up_s), request = request})
  if wrap_up_s > 0 then
    W.set_timer("wrap_up", person, NOW + wrap_up_s)
  else
    W.finish_wrap_up(person)
  end
end

-- Take a participant out; a person goes into wrap-up.
function W.remove_member(id, participant)
  local gone = W.get("participant", participant)
  local request = gone.request
  local kept = {}
  for _, member in ipairs(W.get("room", id).members) do
    if member.participant ~= participant then
      kept[#kept + 1] = member
    end
  end
  W.change_room(id, {members = kept})
  W.tell(participant, "room", id)
  W.set("participant", participant, {room = false, request = false})
  ROOMS[id] = true
  if gone.role ~= "terminal" then
    W.wrap_up(gone.subject, request, id, participant)
  end
end

-- Whether those whom the room is for are in it.
function W.is_together(room)
  if room.kind ~= "visit" then
    return #room.members >= (room.kind == "inquiry" and 2 or 1)
  end
  local terminal, counterpart = false, false
  for _, member in ipairs(room.members) do
    if member.role == "terminal" then
      terminal = true
    elseif W.has_media(member) then
      counterpart = true
    end
  end
  return terminal and counterpart
end

function W.is_held(room)
  for _, member in ipairs(room.members) do
    if W.has(HOLD_ROOM, member.role) then
      return true
    end
  end
  return false
end

-- The live requests of the room: a list.
function W.awaited_in(id, room)
  local terminal = W.get("terminal", room.terminal) or {}
  local found = {}
  for _, request in ipairs({room.request or terminal.request or "", terminal.interpreter}) do
    if request ~= "" and W.get("request", request).room == id then
      found[#found + 1] = request
    end
  end
  return found
end

-- Send everybody home; nobody is rung for it any longer.
function W.end_room(id, reason)
  local room = W.get("room", id)
  for _, request in ipairs(W.awaited_in(id, room)) do
    W.cancel(request, W.has(BY_RESIDENT, reason) and "abandoned" or "withdrawn")
  end
  if room.terminal then
    W.change_terminal(room.terminal, {room = false})
  end
  local everybody = room.members
  W.change_room(id, {state = W.step("room", room.state, "end"), reason = reason})
  -- Clerks go last: of whoever served it is asked how it ended, and of the clerk beside them.
  for _, clerks in ipairs({false, true}) do
    for _, member in ipairs(everybody) do
      if (member.role == "clerk") == clerks then
        W.remove_member(id, member.participant)
      end
    end
  end
  ROOMS[id] = nil
  W.set_timer("forget", "room:" .. id, NOW + FORGET_S)
end

-- Live when the terminal and a counterpart are together, waiting when not.
function W.meet(id, together)
  local room = W.get("room", id)
  if together and room.state == "waiting" then
    W.change_room(id, {state = W.step("room", room.state, "connect"), was_live = true})
  elseif not together and room.state == "live" then
    W.change_room(id, {state = W.step("room", room.state, "part")})
  end
end

function W.is_consulting(room)
  return room.mode == "consultation" or room.wanted == "consultation"
end

function W.staff_in(room)
  local staff = 0
  for _, member in ipairs(room.members) do
    if member.role ~= "terminal" then
      staff = staff + 1
    end
  end
  return staff
end

-- Whether the member sends what the wanted mode does not allow.
function W.must_confirm(room, sender)
  for _, receiver in ipairs(room.members) do
    local change = W.kind(sender) .. ">" .. W.kind(receiver) .. "/" .. room.mode .. ">" .. room.wanted
    if sender ~= receiver and W.has(MUST_CONFIRM, change) then
      return true
    end
  end
  return false
end

-- Begin the wanted mode when everybody who has to has confirmed; leave a consultation when
-- there is nobody left to consult.
function W.follow_mode(id)
  local room = W.get("room", id)
  if W.is_consulting(room) and W.staff_in(room) < 2 then
    return W.change_room(id, {mode = "conversation", wanted = false, confirmed = false})
  end
  if not room.wanted then
    return
  end
  for _, member in ipairs(room.members) do
    if not W.has(room.confirmed, member.participant) and W.must_confirm(room, member) then
      return
    end
  end
  W.change_room(id, {mode = room.wanted, wanted = false, confirmed = false})
end
