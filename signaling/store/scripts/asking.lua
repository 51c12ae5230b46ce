-- Asking for somebody, and taking it back. Mirrors signaling/domain/asking.py.

function OPERATIONS.create_request(a)
  W.fetch({
    "participant", a.participant, "request", a.request, "service", a.service,
    "terminal", a.terminal or "",
  })
  local asking = W.participant(a.participant)
  local known = W.get("request", a.request)
  if known then
    if known.created_by ~= a.participant then
      W.refuse("not_yours")
    end
    return
  end
  W.check_asked(a, asking)
  local beside = a.beside
  if beside then
    W.check_beside(a, beside)
  end
  W.ask(a, a.participant, asking)
  if beside and W.get("request", a.request).state == "pending" then
    W.ask(beside, a.participant, asking)
  end
  W.settle()
end

function W.check_asked(a, asking)
  if W.has(STAFF, asking.role) and a.choices == "@" .. asking.subject then
    W.refuse("asked_oneself")
  end
  if not a.terminal then
    if asking.room then
      W.refuse("in_another_room")
    end
    W.step("presence", W.get("person", asking.subject).state, "join")
    return
  end
  local terminal = W.get("terminal", a.terminal) or {}
  if W.is_inside(a, asking, terminal) then
    -- Nothing to refuse.
  elseif asking.role ~= "terminal" then
    W.in_charge(a.participant, a.terminal)
  elseif asking.subject ~= a.terminal then
    W.refuse("not_yours")
  end
  if a.room and terminal.room ~= a.room then
    W.refuse("room_over")
  end
  if not terminal.online then
    W.refuse("terminal_offline")
  end
  if a.kind == "interpreter" then
    W.check_interpreter(asking, terminal)
  elseif terminal.request then
    W.refuse("request_exists")
  end
end

-- Whoever of the staff is in the room may add an interpreter to it.
function W.is_inside(a, asking, terminal)
  return a.kind == "interpreter" and (asking.role == "clerk" or asking.role == "expert")
    and asking.room ~= nil and asking.room == terminal.room
end

function W.check_interpreter(asking, terminal)
  if terminal.interpreter then
    W.refuse("request_exists")
  end
  if asking.role == "terminal" and not terminal.request
    and not (terminal.room and W.is_held(W.get("room", terminal.room))) then
    W.refuse("wrong_state", "an interpreter comes beside somebody")
  end
end

function W.check_beside(a, beside)
  local terminal = W.get("terminal", a.terminal)
  if beside.request == a.request or W.get("request", beside.request)
    or not terminal or terminal.interpreter then
    W.refuse("request_exists")
  end
end

function W.ask(a, participant, asking)
  local asker = W.has(STAFF, asking.role) and asking.subject or nil
  if asker and (W.get("person", asker).serves or "") == "" then
    asker = nil
  end
  local terminal = W.get("terminal", a.terminal) or {}
  local request = W.create("request", a.request, {
    state = "pending",
    kind = a.kind,
    service = a.service,
    language = a.language,
    into = a.into,
    terminal = a.terminal,
    room = terminal.room,
    created_by = participant,
    created_at = NOW_TEXT,
    rung = 0,
    choices = a.choices,
    priority = a.priority,
    base_s = a.base_s,
    reservations = "",
    asker = asker,
    declined = asker or "",
  })
  if a.closed or not (W.is_served(request) or W.returns_until()) then
    return W.cancel(a.request, "unserved", a.closed and "closed" or "nobody_on_duty")
  end
  local room
  if a.terminal then
    room = W.await(a, terminal)
  else
    room = a.new_room
    W.new_room(room, nil, a.service, a.language, "inquiry", a.request)
    W.join(room, participant, nil)
  end
  W.change_request(a.request, {room = room})
  W.set_timer("wait", a.request, NOW + W.service(a.service).max_wait_s)
  REQUESTS[a.request] = true
end

-- The terminal waits in its room, which is opened where there is none.
function W.await(a, terminal)
  local room = terminal.room
  if not room then
    room = a.new_room
    W.new_room(room, a.terminal, a.service, a.language)
    if terminal.in_charge and terminal.seat then
      W.join_if_possible(room, terminal.in_charge, terminal.seat)
    end
  elseif a.kind == "visit" then
    W.change_room(room, {service = a.service, language = a.language})
  end
  if a.kind == "interpreter" then
    W.change_terminal(a.terminal, {interpreter = a.request})
  else
    W.change_terminal(a.terminal, {request = a.request})
  end
  return room
end

function OPERATIONS.cancel_request(a)
  local asking = W.participant(a.participant)
  local request = W.request(a.request)
  local terminal = W.get("terminal", request.terminal) or {}
  local p = a.participant
  if p ~= request.created_by and p ~= terminal.in_charge and p ~= terminal.participant then
    W.refuse("not_yours")
  end
  W.step("request", request.state, "cancel")
  W.cancel(a.request, asking.role == "terminal" and "abandoned" or "withdrawn")
  W.settle()
end
