-- Moves of requests and reservations. Mirrors signaling/domain/requests.py.

local LIVE = {pending = true, reserved = true}
W.LIVE = LIVE

local function wait_in_queue(id, request)
  redis.call("ZADD", PREFIX .. "waiting:" .. W.pool_of(request), request.created_at, id)
end

local function leave_queue(id, request)
  redis.call("ZREM", PREFIX .. "waiting:" .. W.pool_of(request), id)
end

-- A new pending request waits for somebody.
function W.queue(id)
  wait_in_queue(id, W.get("request", id))
  W.requests[id] = true
end

-- Hold the request for the person and let it ring.
function W.reserve(id, person)
  local request = W.get("request", id)
  local rung = string.format("%d", tonumber(request.rung) + 1)
  local reservation = id .. "." .. rung
  local due = NOW + tonumber(request.ring_s)
  W.set("reservation", reservation, {state = "pending", request = id, person = person, due_at = due})
  W.move(person, "reserve", "self", {keep_since = true, reservation = reservation})
  W.change_reservation(reservation, {})
  W.change_request(id, {
    state = W.step("request", request.state, "reserve"),
    rung = rung,
    reservation = reservation,
  })
  leave_queue(id, request)
  W.set_timer("ring", reservation, due)
end

-- Stop the ring; the person's presence is the caller's to move.
local function close_reservation(id, event)
  local reservation = W.get("reservation", id)
  W.change_reservation(id, {state = W.step("reservation", reservation.state, event)})
  W.stop_timer("ring", id)
  W.set_timer("forget", "reservation:" .. id, NOW + FORGET_S)
end

-- The person did not take it: the request waits again for the next one.
local function give_back(reservation, declined)
  local request = W.get("request", reservation.request)
  W.change_request(reservation.request, {
    state = W.step("request", request.state, "return"),
    reservation = false,
    declined = declined and W.with(request.declined, reservation.person) or request.declined or "",
  })
  W.queue(reservation.request)
end

function W.reject(id)
  local reservation = W.get("reservation", id)
  close_reservation(id, "reject")
  W.move(reservation.person, "reject", "self")
  give_back(reservation, true)
end

function W.time_out(id)
  local reservation = W.get("reservation", id)
  close_reservation(id, "time_out")
  W.move(reservation.person, "miss", "missed_ring")
  give_back(reservation, false)
end

-- The person's last socket is gone for good.
function W.lose_person(id, reason)
  local person = W.get("person", id)
  if person.reservation then
    close_reservation(person.reservation, "rescind")
    give_back(W.get("reservation", person.reservation), false)
  end
  if person.state == "wrap_up" then
    W.stop_timer("wrap_up", id)
    W.complete(person.request)
  end
  W.move(id, "lose", reason)
end

-- The person answers on that socket; joining the room is the caller's.
function W.assign(id, participant)
  local reservation = W.get("reservation", id)
  close_reservation(id, "accept")
  W.change_reservation(id, {accepted_by = participant})
  W.move(reservation.person, "accept", "conversation")
  W.set("person", reservation.person, {after = "available"})
  local request = W.get("request", reservation.request)
  W.stop_timer("wait", reservation.request)
  W.change_terminal(request.terminal, {request = false})
  W.set("participant", participant, {request = reservation.request})
  return W.change_request(reservation.request, {
    state = W.step("request", request.state, "accept"),
    served_at = NOW,
    reservation = false,
  })
end

-- It is over unserved; a ring under way stops at once.
function W.cancel(id, reason)
  local request = W.get("request", id)
  if request.reservation then
    local reservation = W.get("reservation", request.reservation)
    close_reservation(request.reservation, "cancel")
    W.move(reservation.person, "rescind", "self", {keep_since = true})
  end
  W.change_request(id, {
    state = W.step("request", request.state, "cancel"),
    reason = reason,
    served_at = NOW,
    reservation = false,
  })
  leave_queue(id, request)
  W.stop_timer("wait", id)
  W.set_timer("forget", "request:" .. id, NOW + FORGET_S)
  W.change_terminal(request.terminal, {request = false})
  if request.room then
    W.set("room", request.room, {canceled = reason})
    W.rooms[request.room] = true
  end
end
