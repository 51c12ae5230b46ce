-- Moves of presence, and the indexes of who is free and who is on duty for a pool.
-- Mirrors signaling/domain/people.py.

function W.is_free(person)
  if person.state ~= "available" then
    return false
  end
  for _, connection in ipairs(W.items(person.connections)) do
    local participant = W.get("participant", connection)
    if participant and participant.connection == "connected" then
      return true
    end
  end
  return false
end

-- Bring the indexes to what the record says, tell, and mark what it may unsettle.
-- `old_pools` are the pools before the change.
function W.show_person(id, old_pools)
  local person = W.get("person", id)
  W.people[id] = true
  for _, connection in ipairs(W.items(person.connections)) do
    W.tell(connection, "presence", id)
  end
  local free, duty = W.is_free(person), ON_DUTY[person.state]
  for _, pool in ipairs(W.items(old_pools)) do
    if not W.has(person.pools, pool) then
      redis.call("ZREM", PREFIX .. "free:" .. pool, id)
      redis.call("SREM", PREFIX .. "duty:" .. pool, id)
      W.pools[pool] = true
      W.broadcast("availability", string.match(pool, "^[^/]+"))
    end
  end
  for _, pool in ipairs(W.items(person.pools)) do
    if free then
      redis.call("ZADD", PREFIX .. "free:" .. pool, person.since, id)
    else
      redis.call("ZREM", PREFIX .. "free:" .. pool, id)
    end
    if duty then
      redis.call("SADD", PREFIX .. "duty:" .. pool, id)
    else
      redis.call("SREM", PREFIX .. "duty:" .. pool, id)
      W.pools[pool] = true
    end
    W.broadcast("availability", string.match(pool, "^[^/]+"))
  end
end

-- Step a person's presence. `more` may hold keep_since, reservation, ends_at, request.
function W.move(id, event, reason, more)
  local person = W.get("person", id)
  more = more or {}
  W.set("person", id, {
    state = W.step("presence", person.state, event),
    reason = reason,
    since = more.keep_since and person.since or NOW,
    reservation = more.reservation or false,
    ends_at = more.ends_at or false,
    request = more.request or false,
  })
  W.show_person(id, person.pools)
end

function W.complete(request)
  local record = W.get("request", request)
  if record then
    W.change_request(request, {state = W.step("request", record.state, "complete")})
  end
end

function W.finish_wrap_up(id)
  local person = W.get("person", id)
  W.stop_timer("wrap_up", id)
  W.complete(person.request)
  W.move(id, person.after == "available" and "finish" or "finish_away", "self")
end

local function pool_of(request)
  return request.service .. "/" .. request.language
end
W.pool_of = pool_of

-- The person that has been idle longest, of those who serve it and did not decline.
function W.free_for(request)
  local from = 0
  while true do
    local some = redis.call("ZRANGE", PREFIX .. "free:" .. pool_of(request), from, from + 7)
    for _, person in ipairs(some) do
      if not W.has(request.declined, person) then
        return person
      end
    end
    if #some < 8 then
      return nil
    end
    from = from + 8
  end
end

-- The request that has waited longest, of those the person serves and did not decline.
function W.work_for(id, person)
  local best, best_at
  for _, pool in ipairs(W.items(person.pools)) do
    local from, done = 0, false
    while not done do
      local some = redis.call("ZRANGE", PREFIX .. "waiting:" .. pool, from, from + 7, "WITHSCORES")
      for i = 1, #some, 2 do
        local at = tonumber(some[i + 1])
        if best and (at > best_at or (at == best_at and some[i] > best)) then
          done = true
          break
        end
        local request = W.get("request", some[i])
        if request and not W.has(request.declined, id) then
          best, best_at, done = some[i], at, true
          break
        end
      end
      done = done or #some < 16
      from = from + 8
    end
  end
  return best
end

-- Whether anybody on duty could still take it.
function W.is_served(request)
  local duty = PREFIX .. "duty:" .. pool_of(request)
  local able = redis.call("SCARD", duty)
  for _, person in ipairs(W.items(request.declined)) do
    able = able - redis.call("SISMEMBER", duty, person)
  end
  return able > 0
end
