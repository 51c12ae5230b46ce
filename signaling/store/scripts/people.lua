-- Moves of presence, and the indexes of who is free and who is on duty for a pool.
-- Mirrors signaling/domain/people.py and strategy.py.
--
-- A person's `serves` is text, ``pool:skill:tier`` joined by spaces; a request's `choices`
-- are groups joined by spaces, each its pools joined by commas. Pools of a named person
-- (``@person``) need no index: the person's own record is one.

-- Iterates over pool, service, skill, tier of each pool that the person serves.
function W.servings(text)
  return string.gmatch(text or "", "(([^%s/]+)/%S*):(%d+):(%d+)")
end

function W.named(pool)
  return string.match(pool, "^@(.+)$")
end

-- A service's rules; the plain ones for a service without its own.
function W.service(id)
  local own = W.get("service", id)
  if not own then
    own = PLAIN_RULES
    W.keep(CACHE, "service", id, own)
  end
  return own
end

function W.rank(strategy, person, skill, tier)
  if strategy == "round_robin" then
    return person.rung_at or 0
  elseif strategy == "fewest_today" then
    return (person.served_today or 0) * STEP + person.since
  elseif strategy == "ordered" then
    return tier * STEP + person.since
  elseif strategy == "best_skill" then
    return (SKILLS - skill) * STEP + person.since
  end
  return person.since
end

-- How many tiers may be rung after so long; nil: all.
function W.open_tiers(request)
  local own = W.service(request.service)
  if own.strategy ~= "ordered" then
    return nil
  end
  -- At the very moment that a tier opens, rounding must not say that it is still to open. And
  -- a clock that was set back must not close the first.
  return 1 + math.floor(math.max(0, NOW - request.created_at) / own.overflow_s + ROUNDING)
end

function W.is_on_duty(person)
  return W.has(ON_DUTY, person.state)
end

function W.is_free(person)
  if person.state ~= "available" or person.rests_until then
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

-- Take somebody out of the indexes of pools that they no longer serve.
function W.leave_pools(id, serves)
  for pool, service in W.servings(serves) do
    call("ZREM", PREFIX .. "free:" .. pool, id)
    call("SREM", PREFIX .. "duty:" .. pool, id)
    POOLS[pool] = true
    W.broadcast("availability", service)
  end
  POOLS["@" .. id] = true
end

-- Bring the indexes to what the record says, tell, and mark what it may unsettle.
-- `old_serves`: what the person served before, where that has changed.
function W.show_person(id, old_serves)
  local person = W.edit("person", id)
  PEOPLE[id] = true
  for _, connection in ipairs(W.items(person.connections)) do
    W.tell(connection, "presence", id)
  end
  if old_serves and old_serves ~= person.serves then
    W.leave_pools(id, old_serves)
    person.in_free, person.in_duty = nil, nil
  end
  local free, duty = W.is_free(person), W.is_on_duty(person)
  local leaves_free = person.in_free and not free
  local joins_duty, leaves_duty = duty and not person.in_duty, person.in_duty and not duty
  local told
  for pool, service, skill, tier in W.servings(person.serves) do
    if free then
      -- Again although they may be in already: the rank may be another one.
      local rank = W.rank(W.service(service).strategy, person, skill, tier)
      call("ZADD", PREFIX .. "free:" .. pool, rank, id)
    elseif leaves_free then
      call("ZREM", PREFIX .. "free:" .. pool, id)
    end
    if joins_duty then
      call("SADD", PREFIX .. "duty:" .. pool, id)
    elseif leaves_duty then
      call("SREM", PREFIX .. "duty:" .. pool, id)
      POOLS[pool] = true
    end
    if service ~= told then
      told = service
      W.broadcast("availability", service)
    end
  end
  if leaves_duty then
    POOLS["@" .. id] = true
  end
  person.in_free, person.in_duty = free or nil, duty or nil
end

-- Step a person's presence. `changes` are further fields; what belongs to one state only
-- is cleared unless given there.
function W.move(id, event, reason, changes)
  local person = W.edit("person", id)
  local was_on_duty = W.is_on_duty(person)
  person.state = W.step("presence", person.state, event)
  if W.is_on_duty(person) and not was_on_duty then
    person.duty_since = NOW_TEXT
  end
  person.reason = reason
  person.since = NOW_TEXT
  person.reservation, person.ends_at, person.request, person.rests_until = nil, nil, nil, nil
  for field, value in pairs(changes or {}) do
    person[field] = value
  end
  W.show_person(id)
end

function W.complete(request)
  local record = W.get("request", request)
  if record then
    W.change_request(request, {state = W.step("request", record.state, "complete")})
  end
end

-- What was being wrapped up is done; the person's presence is the caller's to move.
function W.close_wrap_up(id)
  local request = W.get("person", id).request
  W.stop_timer("wrap_up", id)
  W.observe_handled(request)
  W.complete(request)
end

function W.finish_wrap_up(id)
  local person = W.get("person", id)
  W.close_wrap_up(id)
  W.move(id, person.after == "available" and "finish" or "finish_away", "self")
end

-- Requests looking for people, people looking for requests ---------------------------------

-- Iterates over the pools of one group of choices, or of all.
function W.pools_in(choices)
  return string.gmatch(choices, "[^%s,]+")
end

-- {rank, person} of a named person who may be rung, appended to `found`.
function W.person_of(person, request, found)
  local record = W.get("person", person)
  if record and W.is_free(record) and not W.has(request.declined, person) then
    found[#found + 1] = {tonumber(record.since), person}
  end
end

-- {id, rank, id, rank, ...} of a part of an index; `highest`: only ranks below, nil: all.
function W.lowest(index, highest, from, size)
  if not highest then
    return call("ZRANGE", PREFIX .. index, from, from + size - 1, "WITHSCORES")
  end
  return call(
    "ZRANGEBYSCORE", PREFIX .. index, "-inf", highest, "WITHSCORES", "LIMIT", from, size
  )
end

-- {rank, person} of the best in the pool, `most` at the most, appended to `found`.
function W.best_of(pool, request, tiers, most, found)
  local highest = tiers and "(" .. W.time((tiers + 1) * STEP)
  -- Some more than needed where some may have declined.
  local size = request.declined == "" and most or math.max(4, most)
  local from, taken = 0, 0
  while taken < most do
    local some = W.lowest("free:" .. pool, highest, from, size)
    for i = 1, #some, 2 do
      if taken < most and not W.has(request.declined, some[i]) then
        found[#found + 1] = {tonumber(some[i + 1]), some[i]}
        taken = taken + 1
      end
    end
    if #some < 2 * size then
      return
    end
    from = from + size
  end
end

function W.ranks_before(a, b)
  if a[1] == b[1] then
    return a[2] < b[2]
  end
  return a[1] < b[1]
end

-- Whom to ring: of the first group of choices with somebody free, the lowest rank; with
-- ring_all everybody of it.
function W.free_for(request)
  local tiers = W.open_tiers(request)
  local most = W.service(request.service).strategy == "ring_all" and RING_ALL_MOST or 1
  for group in string.gmatch(request.choices, "%S+") do
    local found = {}
    for pool in W.pools_in(group) do
      local person = W.named(pool)
      if person then
        W.person_of(person, request, found)
      else
        W.best_of(pool, request, tiers, most, found)
      end
    end
    if #found > 1 then
      table.sort(found, W.ranks_before)
    end
    if #found > 0 then
      local persons = {}
      for i = 1, math.min(most, #found) do
        persons[i] = found[i][2]
      end
      return persons
    end
  end
  return {}
end

-- The first turn in the pool that the person may take and that comes before `best`.
function W.turn_in(pool, tier, id, best)
  local from = 0
  while true do
    local some = call("ZRANGE", PREFIX .. "waiting:" .. pool, from, from + 7, "WITHSCORES")
    for i = 1, #some, 2 do
      local turn = {tonumber(some[i + 1]), some[i]}
      if best and not W.ranks_before(turn, best) then
        return best
      end
      local request = W.get("request", turn[2])
      local tiers = request and W.open_tiers(request)
      if request and not W.has(request.declined, id) and (not tiers or tier <= tiers) then
        return turn
      end
    end
    if #some < 16 then
      return best
    end
    from = from + 8
  end
end

-- The waiting request whose turn is first, of those that the person may take.
function W.work_for(id, person)
  local best
  for pool, _, _, tier in W.servings(person.serves) do
    best = W.turn_in(pool, tonumber(tier), id, best)
  end
  best = W.turn_in("@" .. id, 1, id, best)
  return best and best[2]
end

function W.somebody_on_duty(pool, declined)
  local person = W.named(pool)
  if person then
    local record = W.get("person", person)
    return record ~= nil and W.is_on_duty(record) and not W.has(declined, person)
  end
  local duty = PREFIX .. "duty:" .. pool
  local able = call("SCARD", duty)
  if able > 0 then
    for _, each in ipairs(W.items(declined)) do
      able = able - call("SISMEMBER", duty, each)
    end
  end
  return able > 0
end

-- Whether anybody on duty could still take it, now or when its tier opens.
function W.is_served(request)
  for pool in W.pools_in(request.choices) do
    if W.somebody_on_duty(pool, request.declined) then
      return true
    end
  end
  return false
end
