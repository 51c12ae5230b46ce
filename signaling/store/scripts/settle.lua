-- Works off what an operation's moves have unsettled. Mirrors signaling/domain/settle.py.

function W.settle_room(id)
  local room = W.get("room", id)
  if not room or room.state == "ended" then
    return
  end
  if room.terminal then
    local at = W.get("terminal", room.terminal) or {}
    if not (at.participant and W.member(room, at.participant)) then
      return W.end_room(id, "terminal_lost")
    end
  end
  W.meet(id, W.is_together(room))
  W.follow_mode(id)
  if W.lives(id, room) then
    return
  end
  if room.was_live then
    W.end_room(id, "staff_left")
  else
    W.end_room(id, END_AFTER[room.canceled or "withdrawn"])
  end
end

-- A clerk at the desk alone keeps a visit only after a conversation: the resident is still
-- beside them. An interpreter, present or awaited, keeps it only together with staff.
function W.lives(id, room)
  local awaited = W.awaited_in(id, room)
  if room.kind ~= "visit" then
    return room.state == "live" or (#awaited > 0 and #room.members > 0)
  end
  if W.is_held(room) and (room.state == "live" or room.was_live or #awaited > 0) then
    return true
  end
  local request = W.get("terminal", room.terminal).request
  return request ~= nil and awaited[1] == request
end

-- The truth, at once: nobody can take it. While people come back, once they have.
function W.unserved(id, request)
  local till = W.returns_until()
  if till then
    W.queue(id)
    return W.set_timer("overflow", id, till)
  end
  local declined = request.declined ~= (request.asker or "")
  W.cancel(id, "unserved", declined and "all_declined" or "nobody_on_duty")
end

-- Nobody waits in a queue that nobody serves.
function W.settle_pool(pool)
  for _, id in ipairs(call("ZRANGE", PREFIX .. "waiting:" .. pool, 0, -1)) do
    local request = W.get("request", id)
    if not W.is_served(request) then
      W.unserved(id, request)
    end
  end
end

-- A waiting request gets somebody by its service's strategy, or is told the truth.
function W.settle_request(id)
  local request = W.get("request", id)
  if not request or request.state ~= "pending" then
    return
  end
  local persons = W.free_for(request)
  if #persons > 0 then
    return W.reserve(id, persons)
  end
  if not W.is_served(request) then
    return W.unserved(id, request)
  end
  W.queue(id)
  local tiers = W.open_tiers(request)
  if tiers and tiers < LAST_TIER then
    W.set_timer("overflow", id, request.created_at + tiers * W.service(request.service).overflow_s)
  end
end

function W.settle_person(id)
  local person = W.get("person", id)
  if person and W.is_free(person) then
    local request = W.work_for(id, person)
    if request then
      W.reserve(request, {id})
    end
  end
end

-- Takes one mark; always the same one, whatever order the moves came in.
function W.take(marks)
  local first
  for id in pairs(marks) do
    if not first or id < first then
      first = id
    end
  end
  if first then
    marks[first] = nil
  end
  return first
end

function W.settle()
  while true do
    local room = W.take(ROOMS)
    local pool = not room and W.take(POOLS)
    local request = not room and not pool and W.take(REQUESTS)
    if room then
      W.settle_room(room)
    elseif pool then
      W.settle_pool(pool)
    elseif request then
      W.settle_request(request)
    else
      local person = W.take(PEOPLE)
      if not person then
        return
      end
      W.settle_person(person)
    end
  end
end
