-- Operations on presence, terminals, requests and rooms. Mirrors signaling/domain/operations.py.

function OPERATIONS.set_presence(a)
  local id = W.participant(a.participant).subject
  local person = W.get("person", id)
  local event = a.state == "available" and "set_available" or "set_away"
  if not W.has(AWAY_REASONS, a.reason) then
    W.refuse("invalid_message", "reason: not one that a person may give")
  end
  local before = person.state
  if before == "reserved" and event == "set_away" then
    W.reject(person.reservation)
  else
    W.step("presence", before, event)
  end
  W.stop_timer("rest", id)
  if before == "wrap_up" then
    W.close_wrap_up(id)
  end
  local idle_already = before == "available" and event == "set_available"
  W.move(id, event, a.reason, {since = idle_already and person.since or NOW_TEXT})
  W.settle()
end

-- Terminals ----------------------------------------------------------------------------------

function W.in_charge(participant, terminal)
  local clerk = W.participant(participant)
  local record = W.get("terminal", terminal)
  if not record or record.in_charge ~= participant then
    W.refuse("terminal_not_attached")
  end
  return clerk
end

function W.give_up_charge(participant, terminal)
  local clerk = W.get("participant", participant)
  W.set("participant", participant, {charges = W.without(clerk.charges, terminal)})
  local room = W.get("terminal", terminal).room
  W.change_terminal(terminal, {in_charge = false, seat = false})
  W.tell(participant, "terminal", terminal)
  if room and clerk.room == room then
    W.remove_member(room, participant)
  end
end

-- A clerk in another room, or being rung, keeps the charge and joins later.
function W.join_if_possible(room, participant, seat)
  local clerk = W.get("participant", participant)
  if not clerk.room and W.next_state("presence", W.get("person", clerk.subject).state, "join") then
    W.join(room, participant, seat)
  end
end

function OPERATIONS.attach(a)
  local clerk = W.participant(a.participant)
  local record = W.get("terminal", a.terminal) or {}
  local holder = W.get("participant", record.in_charge)
  if holder and record.in_charge ~= a.participant then
    if holder.subject ~= clerk.subject and not a.take_over then
      W.refuse("terminal_taken")
    end
    W.give_up_charge(record.in_charge, a.terminal)
  end
  W.set("participant", a.participant, {charges = W.with(clerk.charges, a.terminal)})
  W.change_terminal(a.terminal, {in_charge = a.participant, seat = a.seat})
  -- What is awaited there began without them.
  for _, request in ipairs({record.request or "", record.interpreter}) do
    if request ~= "" then
      W.tell(a.participant, "request", request)
    end
  end
  local room = W.get("terminal", a.terminal).room
  if room then
    if clerk.room == room then
      W.set_member(room, a.participant, "seat", a.seat)
      ROOMS[room] = true
    else
      W.join_if_possible(room, a.participant, a.seat)
    end
  end
  W.settle()
end

function OPERATIONS.detach(a)
  W.in_charge(a.participant, a.terminal)
  W.give_up_charge(a.participant, a.terminal)
  W.settle()
end

-- Reservations -----------------------------------------------------------------------------

function W.own_reservation(a)
  local answering = W.participant(a.participant)
  local record = W.reservation(a.reservation)
  if record.person ~= answering.subject then
    W.refuse("not_your_ring")
  end
  return answering, record
end

function W.check_rings(record)
  if record.state ~= "pending" then
    W.refuse("ring_over", "reservation is " .. record.state)
  end
end

function OPERATIONS.accept(a)
  local answering, record = W.own_reservation(a)
  if record.state == "accepted" and record.accepted_by == a.participant then
    return
  end
  W.check_rings(record)
  if answering.room then
    W.refuse("in_another_room")
  end
  local interprets = W.get("request", record.request).kind == "interpreter"
  if interprets ~= (answering.role == "interpreter") then
    W.refuse("forbidden", "an interpreter interprets, nobody else does")
  end
  local request = W.assign(a.reservation, a.participant, a.day)
  local room = request.room
  if request.callback then
    room = W.begin_callback(record.request, a.participant)
  end
  W.add_member(room, a.participant, answering.role == "clerk" and "remote" or nil)
  W.settle()
end

function OPERATIONS.reject(a)
  local _, record = W.own_reservation(a)
  W.check_rings(record)
  W.reject(a.reservation, a.reason)
  W.settle()
end

function OPERATIONS.conclude(a)
  W.participant(a.participant)
  local request = W.request(a.request)
  if request.served_by ~= a.participant and request.attended_by ~= a.participant then
    W.refuse("not_yours", "somebody else served it, or nobody")
  end
  if request.kind ~= "visit" or not W.has(CONCLUDED, request.state) then
    W.refuse("wrong_state", "a " .. request.kind .. " that is " .. request.state)
  end
  if request.outcome then
    W.count(request, {[request.outcome] = -1})
  end
  W.count(request, {[a.outcome] = 1})
  W.set("request", a.request, {outcome = a.outcome})
  W.tell(request.served_by, "visit", a.request)
  W.tell(request.attended_by, "visit", a.request)
end

-- How a terminal's devices are: read by who watches, so nobody is told.
function OPERATIONS.report(a)
  W.set("terminal", W.participant(a.participant).subject, {health = a.health})
end

function OPERATIONS.prolong(a)
  local id = W.participant(a.participant).subject
  local person = W.get("person", id)
  if person.state ~= "wrap_up" or not person.ends_at then
    W.refuse("wrong_state", "there is no wrap-up to prolong")
  end
  local to = math.min(person.ends_at + a.by_s, person.since + LONGEST_WRAP_UP_S)
  W.set("person", id, {ends_at = W.time(to)})
  W.show_person(id)
  W.set_timer("wrap_up", id, to)
  W.settle()
end

-- Rooms ---------------------------------------------------------------------------------------

function OPERATIONS.open_room(a)
  local clerk = W.in_charge(a.participant, a.terminal)
  local terminal = W.get("terminal", a.terminal)
  if terminal.seat ~= "remote" then
    W.refuse("wrong_state", "a clerk at the desk is with the resident")
  end
  if not terminal.online then
    W.refuse("terminal_offline")
  end
  if clerk.room and clerk.room == terminal.room then
    return
  end
  if clerk.room then
    W.refuse("in_another_room")
  end
  W.step("presence", W.get("person", clerk.subject).state, "join")
  local room = terminal.room
  if not room then
    room = a.new_room
    W.new_room(room, a.terminal)
  end
  W.join(room, a.participant, "remote")
  W.settle()
end

function W.member_or_refuse(room, participant, code)
  local member = W.member(room, participant)
  if not member then
    W.refuse(code)
  end
  return member
end

function OPERATIONS.leave_room(a)
  local leaving = W.participant(a.participant)
  W.member_or_refuse(W.room(a.room), a.participant, "not_yours")
  if leaving.role == "terminal" then
    W.refuse("forbidden", "a terminal ends its room, it cannot leave it")
  end
  W.remove_member(a.room, a.participant)
  W.settle()
end

function OPERATIONS.end_room(a)
  local room = W.room(a.room)
  if not room.terminal then
    W.refuse("wrong_state", "a room without a terminal is left, not ended")
  end
  local terminal = W.get("terminal", room.terminal) or {}
  if a.participant ~= terminal.participant and a.participant ~= terminal.in_charge then
    W.refuse("not_yours")
  end
  local by_resident = a.participant == terminal.participant
  W.step("room", room.state, "end")
  W.end_room(a.room, by_resident and "ended_by_resident" or "ended_by_staff")
  W.settle()
end

function OPERATIONS.set_media(a)
  local room = W.room(a.room)
  local member = W.member_or_refuse(room, a.participant, "not_yours")
  if member.sending ~= a.sending then
    W.set_member(a.room, a.participant, "sending", a.sending)
  end
end

function OPERATIONS.set_mode(a)
  local room = W.room(a.room)
  local member = W.member_or_refuse(room, a.participant, "not_yours")
  if member.role == "terminal" then
    W.refuse("forbidden", "the resident's terminal does not set the mode")
  end
  if a.mode == (room.wanted or room.mode) then
    return
  end
  if room.kind ~= "visit" then
    W.refuse("wrong_state", "only a visit has modes")
  end
  if a.mode == "consultation" and W.staff_in(room) < 2 then
    W.refuse("consult_alone")
  end
  W.change_room(a.room, {wanted = a.mode ~= room.mode and a.mode, confirmed = false})
  ROOMS[a.room] = true
  W.settle()
end

function OPERATIONS.confirm(a)
  local room = W.room(a.room)
  W.member_or_refuse(room, a.participant, "not_yours")
  if not room.wanted or W.has(room.confirmed, a.participant) then
    return
  end
  if a.revision ~= room.revision then
    W.refuse("stale_revision")
  end
  -- No change of what anybody is told until all have confirmed: the revision stays.
  W.set("room", a.room, {confirmed = W.with(room.confirmed, a.participant)})
  ROOMS[a.room] = true
  W.settle()
end

function W.linked(a, b, room)
  if W.has_media(a) and W.has_media(b) then
    return true
  end
  return W.is_consulting(room) and a.role ~= "terminal" and b.role ~= "terminal"
end

function W.offers(sender, receiver)
  if sender.role == "terminal" then
    return false
  end
  return receiver.role == "terminal" or sender.participant < receiver.participant
end

function OPERATIONS.relay(a)
  local room = W.room(a.room)
  local sender = W.member_or_refuse(room, a.participant, "not_yours")
  local receiver = W.member_or_refuse(room, a.to, "unknown_participant")
  if a.participant == a.to or not W.linked(sender, receiver, room) then
    W.refuse("unknown_participant")
  end
  local low, high = a.participant, a.to
  if high < low then
    low, high = high, low
  end
  local pair = low .. "|" .. high
  local current = room.generations[pair] or 0
  local offering = W.offers(sender, receiver)
  if (a.kind == "offer" and not offering) or (a.kind == "answer" and offering) then
    W.refuse("wrong_offerer")
  end
  if a.kind == "offer" then
    if a.generation <= current then
      W.refuse("stale_generation")
    end
    room.generations[pair] = a.generation
    W.set("room", a.room, {generations = room.generations})
  elseif a.generation ~= current then
    W.refuse("stale_generation")
  end
  W.tell(a.to, "relay", a.participant, a.payload)
end
