-- Works off what an operation's moves have unsettled. Mirrors signaling/domain/settle.py.

local function settle_room(id)
  local room = W.get("room", id)
  if not room or room.state == "ended" then
    return
  end
  local terminal = W.get("terminal", room.terminal) or {}
  if not (terminal.participant and W.has(room.members, terminal.participant)) then
    return W.end_room(id, "terminal_lost")
  end
  W.meet(id, W.is_together(room))
  local awaited = terminal.request and W.get("request", terminal.request).room == id
  local held = W.is_held(room)
  if (room.state == "live" and held) or awaited or (held and room.was_live) then
    return
  end
  if room.was_live then
    W.end_room(id, "staff_left")
  else
    W.end_room(id, END_AFTER[room.canceled or "withdrawn"])
  end
end

-- The truth, at once: nobody can take it.
local function unserved(id, request)
  local declined = request.declined and request.declined ~= ""
  W.cancel(id, "unserved", declined and "all_declined" or "nobody_on_duty")
end

-- Nobody waits in a queue that nobody serves.
local function settle_pool(pool)
  for _, id in ipairs(redis.call("ZRANGE", PREFIX .. "waiting:" .. pool, 0, -1)) do
    local request = W.get("request", id)
    if not W.is_served(request) then
      unserved(id, request)
    end
  end
end

-- A waiting request gets somebody by its service's strategy, or is told the truth.
local function settle_request(id)
  local request = W.get("request", id)
  if not request or request.state ~= "pending" then
    return
  end
  local persons = W.free_for(request)
  if #persons > 0 then
    return W.reserve(id, persons)
  end
  if not W.is_served(request) then
    return unserved(id, request)
  end
  W.queue(id)
  local tiers = W.open_tiers(request)
  if tiers and tiers < LAST_TIER then
    local due = tonumber(request.created_at) + tiers * W.service(request.service).overflow_s
    W.set_timer("overflow", id, due)
  end
end

local function settle_person(id)
  local person = W.get("person", id)
  if person and W.is_free(person) then
    local request = W.work_for(id, person)
    if request then
      W.reserve(request, {id})
    end
  end
end

-- Takes one mark; always the same one, whatever order the moves came in.
local function pop(marks)
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
    local id = pop(W.rooms)
    if id then
      settle_room(id)
    else
      id = pop(W.pools)
      if id then
        settle_pool(id)
      else
        id = pop(W.requests)
        if id then
          settle_request(id)
        else
          id = pop(W.people)
          if not id then
            return
          end
          settle_person(id)
        end
      end
    end
  end
end
