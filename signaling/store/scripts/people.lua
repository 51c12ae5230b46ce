-- Moves of presence, and the indexes of who is free and who is on duty for a pool.
-- Mirrors signaling/domain/people.py and strategy.py.
--
-- A person's `serves` is text, ``pool:skill:tier`` joined by spaces; a request's `choices`
-- are groups joined by spaces, each its pools joined by commas. Pools of a named person
-- (``@person``) need no index: the person's own record is one.

-- {pool, skill, tier} of each pool that the person serves.
local function servings(text)
  local found = {}
  for pool, skill, tier in string.gmatch(text or "", "(%S+):(%d+):(%d+)") do
    found[#found + 1] = {pool = pool, skill = tonumber(skill), tier = tonumber(tier)}
  end
  return found
end

local function service_of(pool)
  return string.match(pool, "^([^@/]+)/")
end

local function named(pool)
  return string.match(pool, "^@(.+)$")
end

-- A service's rules; the plain ones for a service without its own.
local rules = {}
function W.service(id)
  local found = rules[id]
  if not found then
    found = {}
    local own = W.get("service", id) or {}
    for field, plain in pairs(PLAIN_RULES) do
      local value = own[field]
      if type(plain) == "number" then
        value = tonumber(value)
      end
      found[field] = value or plain
    end
    rules[id] = found
  end
  return found
end

local function rank(strategy, person, serving)
  if strategy == "round_robin" then
    return person.rung_at or "0"
  elseif strategy == "fewest_today" then
    return W.number((tonumber(person.served_today) or 0) * STEP + tonumber(person.since))
  elseif strategy == "ordered" then
    return W.number(serving.tier * STEP + tonumber(person.since))
  elseif strategy == "best_skill" then
    return W.number((SKILLS - serving.skill) * STEP + tonumber(person.since))
  end
  return person.since
end

-- How many tiers may be rung after so long; nil: all.
function W.open_tiers(request)
  local own = W.service(request.service)
  if own.strategy ~= "ordered" then
    return nil
  end
  return 1 + math.floor((NOW - tonumber(request.created_at)) / own.overflow_s)
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

local function index_free(id, person, free, serves)
  for _, serving in ipairs(serves) do
    local key = PREFIX .. "free:" .. serving.pool
    if free then
      redis.call("ZADD", key, rank(W.service(service_of(serving.pool)).strategy, person, serving), id)
    else
      redis.call("ZREM", key, id)
    end
  end
end

local function index_duty(id, duty, serves)
  for _, serving in ipairs(serves) do
    redis.call(duty and "SADD" or "SREM", PREFIX .. "duty:" .. serving.pool, id)
    if not duty then
      W.pools[serving.pool] = true
    end
  end
  if not duty then
    W.pools["@" .. id] = true
  end
end

-- Bring the indexes to what the record says, tell, and mark what it may unsettle.
-- `old_serves`: what the person served before, where that has changed.
function W.show_person(id, old_serves)
  local person = W.get("person", id)
  W.people[id] = true
  for _, connection in ipairs(W.items(person.connections)) do
    W.tell(connection, "presence", id)
  end
  local was_free, was_duty = person.in_free, person.in_duty
  if old_serves and old_serves ~= person.serves then
    local old = servings(old_serves)
    index_free(id, person, false, old)
    index_duty(id, false, old)
    was_free, was_duty = nil, nil
    for _, serving in ipairs(old) do
      W.broadcast("availability", service_of(serving.pool))
    end
  end
  local serves = servings(person.serves)
  local free, duty = W.is_free(person), ON_DUTY[person.state] == true
  if free or was_free then
    index_free(id, person, free, serves)
  end
  if duty ~= (was_duty ~= nil) then
    index_duty(id, duty, serves)
  end
  for _, serving in ipairs(serves) do
    W.broadcast("availability", service_of(serving.pool))
  end
  W.set("person", id, {in_free = free and "1" or false, in_duty = duty and "1" or false})
end

-- Step a person's presence. `changes` are further fields; what belongs to one state only
-- is cleared unless given there.
function W.move(id, event, reason, changes)
  local person = W.get("person", id)
  changes = changes or {}
  local keep_since = changes.keep_since
  changes.keep_since = nil
  for _, field in ipairs({"reservation", "ends_at", "request", "rests_until"}) do
    changes[field] = changes[field] or false
  end
  changes.state = W.step("presence", person.state, event)
  changes.reason = reason
  changes.since = keep_since and person.since or NOW
  W.set("person", id, changes)
  W.show_person(id)
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

-- Requests looking for people, people looking for requests ---------------------------------

local function pools_in(text)
  return string.gmatch(text or "", "[^%s,]+")
end

function W.pools_of(request)
  return pools_in(request.choices)
end

-- {rank, person} of the best in the pool, `most` at the most, appended to `found`.
local function best_of(pool, request, tiers, most, found)
  local person = named(pool)
  if person then
    local record = W.get("person", person)
    if record and W.is_free(record) and not W.has(request.declined, person) then
      found[#found + 1] = {tonumber(record.since), person}
    end
    return
  end
  local highest = tiers and ("(" .. W.number((tiers + 1) * STEP)) or "+inf"
  local from, taken = 0, 0
  while taken < most do
    local size = math.max(4, most)
    local some = redis.call(
      "ZRANGEBYSCORE", PREFIX .. "free:" .. pool, "-inf", highest, "WITHSCORES", "LIMIT", from, size
    )
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

-- Whom to ring: of the first group of choices with somebody free, the lowest rank; with
-- ring_all everybody of it.
function W.free_for(request)
  local tiers = W.open_tiers(request)
  local most = W.service(request.service).strategy == "ring_all" and RING_ALL_MOST or 1
  for _, group in ipairs(W.items(request.choices)) do
    local found = {}
    for pool in pools_in(group) do
      best_of(pool, request, tiers, most, found)
    end
    if #found > 0 then
      table.sort(found, function(a, b)
        if a[1] == b[1] then
          return a[2] < b[2]
        end
        return a[1] < b[1]
      end)
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
local function turn_in(pool, tier, id, best)
  local from = 0
  while true do
    local some = redis.call("ZRANGE", PREFIX .. "waiting:" .. pool, from, from + 7, "WITHSCORES")
    for i = 1, #some, 2 do
      local turn = {tonumber(some[i + 1]), some[i]}
      if best and (turn[1] > best[1] or (turn[1] == best[1] and turn[2] >= best[2])) then
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
  for _, serving in ipairs(servings(person.serves)) do
    best = turn_in(serving.pool, serving.tier, id, best)
  end
  best = turn_in("@" .. id, 1, id, best)
  return best and best[2]
end

local function on_duty(pool, declined)
  local person = named(pool)
  if person then
    local record = W.get("person", person)
    return record ~= nil and ON_DUTY[record.state] == true and not W.has(declined, person)
  end
  local duty = PREFIX .. "duty:" .. pool
  local able = redis.call("SCARD", duty)
  if able > 0 then
    for _, each in ipairs(W.items(declined)) do
      able = able - redis.call("SISMEMBER", duty, each)
    end
  end
  return able > 0
end

-- Whether anybody on duty could still take it, now or when its tier opens.
function W.is_served(request)
  for pool in W.pools_of(request) do
    if on_duty(pool, request.declined) then
      return true
    end
  end
  return false
end
