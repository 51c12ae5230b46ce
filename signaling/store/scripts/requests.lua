-- Moves of requests and reservations. Mirrors signaling/domain/requests.py.

function W.is_live(request)
  return request.state == "pending" or request.state == "reserved"
end

function W.leave_queue(id)
  local request = W.get("request", id)
  if request.queued then
    for pool in W.pools_in(request.choices) do
      call("ZREM", PREFIX .. "waiting:" .. pool, id)
    end
    W.set("request", id, {queued = false})
  end
end

-- Nobody is free: the request waits in every pool that can serve it.
function W.queue(id)
  local request = W.get("request", id)
  if not request.queued then
    local turn = request.created_at - request.priority * PRIORITY_S - request.base_s
    for pool in W.pools_in(request.choices) do
      call("ZADD", PREFIX .. "waiting:" .. pool, turn, id)
    end
    W.set("request", id, {queued = true})
  end
end

-- Hold the request for each of the persons and let it ring.
function W.reserve(id, persons)
  local request = W.get("request", id)
  local due = NOW + W.service(request.service).ring_s
  local due_at = W.time(due)
  local first = request.rung
  local ids = {}
  for number, person in ipairs(persons) do
    local reservation = id .. "." .. (first + number)
    ids[number] = reservation
    W.create("reservation", reservation, {
      state = "pending", request = id, person = person, due_at = due_at,
    })
    W.move(person, "reserve", "self", {
      since = W.get("person", person).since, reservation = reservation, rung_at = NOW_TEXT,
    })
    W.tell_reservation(reservation)
    W.set_timer("ring", reservation, due)
  end
  W.leave_queue(id)
  W.change_request(id, {
    state = W.step("request", request.state, "reserve"),
    rung = first + #persons,
    reservations = table.concat(ids, " "),
  })
end

-- Stop the ring; the person's presence is the caller's to move.
function W.close_reservation(id, event)
  local reservation = W.get("reservation", id)
  W.change_reservation(id, {state = W.step("reservation", reservation.state, event)})
  W.stop_timer("ring", id)
  W.set_timer("forget", "reservation:" .. id, NOW + FORGET_S)
end

-- The person did not take it; when nobody else is being rung, it waits for the next one.
function W.give_back(id, declined)
  local reservation = W.get("reservation", id)
  local request = W.get("request", reservation.request)
  local left = W.without(request.reservations, id)
  W.change_request(reservation.request, {
    state = left ~= "" and request.state or W.step("request", request.state, "return"),
    reservations = left,
    declined = declined and W.with(request.declined, reservation.person) or request.declined or "",
  })
  REQUESTS[reservation.request] = true
end

-- Not to be rung for so long.
function W.rest(id, seconds)
  if seconds > 0 then
    W.set("person", id, {rests_until = W.time(NOW + seconds)})
    W.show_person(id)
    W.set_timer("rest", id, NOW + seconds)
  end
end

function W.rules_of(reservation)
  return W.service(W.get("request", reservation.request).service)
end

-- The person declines, and rests for as long as the service says.
function W.reject(id, reason)
  local reservation = W.get("reservation", id)
  W.close_reservation(id, "reject")
  W.observe_unanswered(W.get("request", reservation.request).service)
  W.move(reservation.person, "reject", "self", {missed = 0})
  W.rest(reservation.person, W.rules_of(reservation).reject_delay_s)
  W.give_back(id, true)
  if reason then
    W.change_request(reservation.request, {decline = reason})
  end
end

-- Nobody answered: the person rests, and after too many in a row is set away and told.
function W.time_out(id)
  local reservation = W.get("reservation", id)
  W.close_reservation(id, "time_out")
  W.observe_unanswered(W.get("request", reservation.request).service)
  local own = W.rules_of(reservation)
  local missed = (W.get("person", reservation.person).missed or 0) + 1
  if missed >= own.max_missed then
    W.move(reservation.person, "miss", "missed_ring", {missed = 0})
  else
    W.move(reservation.person, "reject", "self", {missed = missed})
    W.rest(reservation.person, own.no_answer_delay_s)
  end
  W.give_back(id, false)
end

-- Take a ring back without any consequence for the person.
function W.rescind(id, event)
  local reservation = W.get("reservation", id)
  W.close_reservation(id, event)
  W.move(reservation.person, "rescind", "self", {
    since = W.get("person", reservation.person).since,
  })
end

-- The person's last socket is gone for good.
function W.lose_person(id, reason)
  local person = W.get("person", id)
  if person.reservation then
    W.close_reservation(person.reservation, "rescind")
    W.give_back(person.reservation, false)
  end
  if person.state == "wrap_up" then
    W.stop_timer("wrap_up", id)
    W.complete(person.request)
  end
  W.stop_timer("rest", id)
  W.move(id, "lose", reason)
end

-- The person answers on that socket; joining the room is the caller's.
function W.assign(id, participant, day)
  local reservation = W.get("reservation", id)
  W.close_reservation(id, "accept")
  W.change_reservation(id, {accepted_by = participant})
  local person = W.get("person", reservation.person)
  local served = person.day == day and person.served_today or 0
  W.move(reservation.person, "accept", "conversation", {
    after = "available",
    missed = 0,
    day = day,
    served_today = served + 1,
  })
  local request = W.get("request", reservation.request)
  local rang_s = NOW - (reservation.due_at - W.service(request.service).ring_s)
  W.observe_answered(request.service, math.max(0, rang_s))
  local came = (tonumber(person.duty_since) or 0) > tonumber(request.created_at)
  if not request.callback then
    -- With a callback nobody waits in line.
    W.observe_waited(request, 0, came and 1 or 0)
  end
  local waited_s = NOW - request.created_at
  W.count(request, {
    answered = 1, in_time = waited_s <= SERVICE_LEVEL_S and 1 or 0, waited_s = waited_s,
  })
  for _, other in ipairs(W.items(request.reservations)) do
    if other ~= id then
      W.rescind(other, "rescind")
    end
  end
  W.stop_timer("wait", reservation.request)
  W.stop_timer("overflow", reservation.request)
  W.let_go(request)
  W.set("participant", participant, {request = reservation.request})
  return W.change_request(reservation.request, {
    state = W.step("request", request.state, "accept"),
    served_at = NOW_TEXT,
    served_by = participant,
    reservations = "",
  })
end

-- It is over unserved; every ring under way stops at once.
function W.cancel(id, reason, why)
  local request = W.get("request", id)
  if request.state == "reserved" then
    for _, reservation in ipairs(W.items(request.reservations)) do
      W.rescind(reservation, "cancel")
    end
  end
  W.leave_queue(id)
  W.change_request(id, {
    state = W.step("request", request.state, "cancel"),
    reason = reason,
    why = why or false,
    served_at = NOW_TEXT,
    reservations = "",
  })
  if (reason == "withdrawn" or reason == "abandoned") and not request.callback then
    W.observe_waited(request, 1, 0)
  end
  W.count(request, {[COUNTED_AS[reason]] = 1})
  W.stop_timer("wait", id)
  W.stop_timer("overflow", id)
  W.set_timer("forget", "request:" .. id, NOW + FORGET_S)
  W.let_go(request)
  if request.callback then
    W.nobody_takes(id, request, why)
  end
  if request.room then
    if request.kind ~= "interpreter" or W.comes_alone(request) then
      W.set("room", request.room, {canceled = reason})
    end
    ROOMS[request.room] = true
  end
end

-- Whether nobody but the interpreter was awaited.
function W.comes_alone(interpreter)
  return not (W.get("terminal", interpreter.terminal) or {}).request
end

-- Its terminal, or the room that it was made in, awaits it no longer.
function W.let_go(request)
  if request.terminal then
    local awaits = request.kind == "interpreter" and "interpreter" or "request"
    W.change_terminal(request.terminal, {[awaits] = false})
  elseif request.room then
    W.set("room", request.room, {request = false})
  end
end
