-- What a participant can say of itself, and putting it back after the data was lost.
-- Mirrors signaling/domain/statement.py and restate.py.
--
-- A statement (a.statement) holds records as they are kept here; those with an id of their own
-- as {id = …, record = …}. A placeholder is a participant on no node: node is "".

function W.era()
  local era = call("GET", PREFIX .. "era")
  if not era then
    era = NOW_TEXT
    call("SET", PREFIX .. "era", era)
  end
  return era
end

-- Until when people may still come back who could help; nil: all who do have.
function W.returns_until()
  local till = tonumber(call("GET", PREFIX .. "returning") or 0)
  return till > NOW and till or nil
end

-- Saying ---------------------------------------------------------------------------------------

-- Without who was rung and declined.
function W.bare(id)
  local bare = {}
  for field, value in pairs(W.get("request", id)) do
    bare[field] = value
  end
  bare.queued, bare.reservations, bare.declined = nil, "", bare.asker or ""
  bare.decline = nil
  return {id = id, record = bare}
end

function OPERATIONS.statement(a)
  local record = W.get("participant", a.participant)
  if not record or record.node == "" then
    return
  end
  local said = {era = W.era(), said_at = NOW_TEXT, epoch = record.epoch, charges = {}, awaited = {}}
  local person = W.get("person", record.subject)
  if person and W.has(person.connections, a.participant) then
    said.presence = {
      state = person.state,
      reason = person.reason,
      after = person.after,
      since = person.since,
      day = person.day or 0,
      served_today = person.served_today or 0,
    }
  end
  for _, terminal in ipairs(W.items(record.charges)) do
    local seat = (W.get("terminal", terminal) or {}).seat
    said.charges[#said.charges + 1] = seat and {terminal, seat}
  end
  local room = W.get("room", record.room)
  if room then
    said.room = {id = record.room, record = room}
    for number, request in ipairs(W.awaited_in(record.room, room)) do
      said.awaited[number] = W.bare(request)
    end
  end
  said.served = record.request and W.bare(record.request)
  return cjson.encode(said)
end

-- Putting back ---------------------------------------------------------------------------------

function W.restate(a)
  local stated, id = a.statement, a.participant
  local known = W.get("participant", id)
  if stated.era == a.era or (known and known.node ~= "") then
    return
  end
  if not call("GET", PREFIX .. "returning") then
    call("SET", PREFIX .. "returning", W.time(NOW + a.room_grace_s))
  end
  W.keep_place(a, id, a)
  W.set("participant", id, {
    epoch = math.max(W.get("participant", id).epoch, stated.epoch), stated_at = stated.said_at,
  })
  W.leave_older_room(id, stated)
  -- A callback cannot go on: whom to reach stood in the store alone, sealed.
  local room = stated.room and stated.room.record
  if room and room.state ~= "ended" and room.kind ~= "callback" then
    W.restate_room(a, stated.room.id, room)
  end
  if stated.presence and W.has(STAFF, a.role) then
    W.restate_presence(a, stated.presence)
  end
  for _, charge in ipairs(stated.charges) do
    if not (W.get("terminal", charge[1]) or {}).in_charge then
      W.set("participant", id, {charges = W.with(W.get("participant", id).charges, charge[1])})
      W.change_terminal(charge[1], {in_charge = id, seat = charge[2]})
    end
  end
  if stated.served then
    W.restate_served(id, stated.served.id, stated.served.record)
  end
  for _, request in ipairs(stated.awaited) do
    W.restate_awaited(request.id, request.record)
  end
end

-- A placeholder for somebody who has not come back.
function W.keep_place(a, id, who)
  if W.get("participant", id) then
    return
  end
  W.create("participant", id, {
    role = who.role,
    subject = who.subject,
    name = who.name,
    node = "",
    epoch = 0,
    connection = "lost",
    languages = who.languages,
    charges = "",
    grace_s = a.grace_s,
    room_grace_s = a.room_grace_s,
    era = a.era,
  })
  W.set_timer("grace", id, NOW + a.room_grace_s)
  if who.role == "terminal" then
    W.change_terminal(who.subject, {participant = id})
  elseif W.has(STAFF, who.role) then
    local person = W.get("person", who.subject) or {}
    local state = person.state or "offline"
    W.set("person", who.subject, {
      state = state,
      reason = person.reason or "signed_out",
      since = person.since or NOW_TEXT,
      after = person.after or "away",
      connections = W.with(person.connections, id),
    })
    W.show_person(who.subject)
    if state == "offline" then
      W.move(who.subject, "sign_in", "connection_lost")
    end
  end
end

function W.restate_presence(a, told)
  local person = W.get("person", a.subject)
  if person.state == "busy" and W.get("participant", a.participant).room then
    if told.state == "busy" then
      W.set("person", a.subject, {after = told.after})
    end
    return
  end
  local fresh = W.is_silent(person) or W.has(FRESH_REASONS, person.reason)
  if person.state ~= "away" or not fresh then
    return
  end
  local wanted = W.returns_to(told, a.statement)
  local changes = {
    since = (told.state == wanted or told.state == "reserved") and told.since or NOW_TEXT,
    day = told.day,
    served_today = told.served_today,
  }
  if wanted == "available" then
    return W.move(a.subject, "set_available", "self", changes)
  end
  local given = told.state == "away"
    and (W.has(AWAY_REASONS, told.reason) or told.reason == "missed_ring")
  W.move(a.subject, "set_away", given and told.reason or "connection_lost", changes)
end

-- Whether nobody of the person's tabs has come back.
function W.is_silent(person)
  for _, connection in ipairs(W.items(person.connections)) do
    if W.get("participant", connection).node ~= "" then
      return false
    end
  end
  return true
end

-- Available or away, once out of what is over.
function W.returns_to(told, stated)
  if told.state == "busy" and not stated.room then
    -- In a conversation by another tab, which has not come back yet.
    return "away"
  end
  if told.state == "busy" or told.state == "wrap_up" then
    return told.after
  end
  return (told.state == "available" or told.state == "reserved") and "available" or "away"
end

-- Rooms ----------------------------------------------------------------------------------------

-- Put into a room by somebody who did not know yet that the participant had left.
function W.leave_older_room(id, stated)
  local room = W.get("participant", id).room
  if not room or (stated.room and stated.room.id == room) then
    return
  end
  local said_at = W.get("room", room).origin_said_at
  if said_at and tonumber(stated.said_at) > tonumber(said_at) then
    W.remove_member(room, id)
  end
end

function W.restate_room(a, id, told)
  local known = W.get("room", id)
  if not known then
    W.reinstall(a, id, told)
  elseif known.state ~= "ended" and known.origin_era and W.outranks(a, told, known) then
    W.bring_up(a, id, known, told)
  end
  -- What one has switched on oneself one knows best, however old the rest is.
  local own = W.member(told, a.participant)
  if own and W.get("participant", a.participant).room == id then
    W.set_member(id, a.participant, "sending", own.sending)
  end
end

function W.outranks(a, told, known)
  local era, before = tonumber(a.statement.era), tonumber(known.origin_era)
  return era > before or (era == before and told.revision > known.origin_revision)
end

function W.origin(a, told, changes)
  changes.origin_era = a.statement.era
  changes.origin_revision = told.revision
  changes.origin_said_at = a.statement.said_at
  return changes
end

function W.reinstall(a, id, told)
  local members, inside, at_it = {}, false, false
  for _, member in ipairs(told.members) do
    if W.belongs(a, member) then
      members[#members + 1] = member
      inside = inside or member.participant == a.participant
      at_it = at_it or member.role == "terminal"
    end
  end
  if not inside then
    return
  end
  if told.terminal and (not at_it or (W.get("terminal", told.terminal) or {}).room) then
    return
  end
  W.create("room", id, W.origin(a, told, {
    kind = told.kind,
    state = "waiting",
    reason = told.reason,
    revision = told.revision + REVISIONS_AHEAD,
    mode = told.mode,
    wanted = told.wanted,
    terminal = told.terminal,
    service = told.service,
    language = told.language,
    opened_at = told.opened_at,
    was_live = told.was_live,
    canceled = told.canceled,
    members = {},
    generations = told.generations,
  }))
  if told.terminal then
    W.change_terminal(told.terminal, {room = id})
  end
  for _, member in ipairs(members) do
    W.put_in(a, id, member)
  end
end

-- A newer statement about a room that was put back from an older one.
function W.bring_up(a, id, known, told)
  local generations = known.generations
  for pair, generation in pairs(told.generations) do
    generations[pair] = math.max(generation, generations[pair] or 0)
  end
  W.set("room", id, W.origin(a, told, {
    revision = math.max(known.revision, told.revision + REVISIONS_AHEAD),
    generations = generations,
  }))
  local before = {}
  for number, member in ipairs(known.members) do
    before[number] = member.participant
  end
  for _, member in ipairs(told.members) do
    if not W.member(known, member.participant) and W.belongs(a, member) then
      W.put_in(a, id, member)
    end
  end
  for _, participant in ipairs(before) do
    local said_at = W.get("participant", participant).stated_at or 0
    if not W.member(told, participant)
      and tonumber(said_at) <= tonumber(a.statement.said_at) then
      W.remove_member(id, participant)
    end
  end
  -- Only ever towards what the resident does not hear: coming together again is for people.
  if W.is_consulting(told) and not W.is_consulting(known) then
    W.change_room(id, {mode = told.mode, wanted = told.wanted or false, confirmed = false})
  end
  ROOMS[id] = true
end

-- Whether a member of the stated room may still be taken for one.
function W.belongs(a, member)
  local who = W.get("participant", member.participant)
  if who then
    if who.room or tonumber(who.stated_at or 0) > tonumber(a.statement.said_at) then
      return false
    end
  end
  if member.role == "terminal" then
    return true
  end
  local state = (W.get("person", member.subject) or {}).state or "offline"
  return state == "offline" or state == "reserved" or W.next_state("presence", state, "join") ~= nil
end

function W.put_in(a, id, member)
  W.keep_place(a, member.participant, member)
  if member.role == "terminal" then
    W.add_member(id, member.participant, nil)
  else
    local reservation = W.get("person", member.subject).reservation
    if reservation then
      W.rescind(reservation, "rescind")
      W.give_back(reservation, false)
    end
    W.join(id, member.participant, member.seat)
  end
  W.set_member(id, member.participant, "sending", member.sending)
end

-- Requests -------------------------------------------------------------------------------------

-- The request that the participant serves; one that is rung for elsewhere is taken back.
function W.restate_served(participant, id, told)
  local who = W.get("participant", participant)
  if not who.room or who.room ~= told.room or who.request then
    return
  end
  local known = W.get("request", id)
  if not known then
    told.state, told.reason = "assigned", nil
    W.create("request", id, told)
  elseif W.is_live(known) then
    for _, reservation in ipairs(W.items(known.reservations)) do
      W.rescind(reservation, "rescind")
    end
    local reserved = known.state
    if reserved == "pending" then
      reserved = W.step("request", reserved, "reserve")
    end
    W.leave_queue(id)
    W.stop_timer("wait", id)
    W.stop_timer("overflow", id)
    W.let_go(known)
    W.change_request(id, {
      state = W.step("request", reserved, "accept"),
      served_at = told.served_at,
      reservations = "",
    })
  else
    return
  end
  W.set("participant", participant, {request = id})
end

-- Somebody waits in the room, and keeps their turn.
function W.restate_awaited(id, told)
  local room = W.get("room", told.room)
  if W.get("request", id) or not room or room.state == "ended" or not room.origin_era then
    return
  end
  local awaits = told.kind == "interpreter" and "interpreter" or "request"
  local place = told.terminal and (W.get("terminal", told.terminal) or {}) or room
  if place[awaits] then
    return
  end
  told.state = "pending"
  W.create("request", id, told)
  if told.terminal then
    W.change_terminal(told.terminal, {[awaits] = id})
  else
    W.set("room", told.room, {request = id})
  end
  W.change_request(id, {})
  W.set_timer("wait", id, told.created_at + W.service(told.service).max_wait_s)
  REQUESTS[id] = true
  ROOMS[told.room] = true
end
