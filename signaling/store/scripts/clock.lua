-- What time does. Mirrors signaling/domain/clock.py.

local DUE = {
  ring = function(id)
    local record = W.get("reservation", id)
    if record and record.state == "pending" then
      W.time_out(id)
    end
  end,
  wait = function(id)
    local record = W.get("request", id)
    if record and W.LIVE[record.state] then
      W.cancel(id, "expired")
    end
  end,
  grace = W.expire_grace,
  wrap_up = W.finish_wrap_up,
  rest = function(id)
    W.set("person", id, {rests_until = false})
    W.show_person(id)
  end,
  overflow = function(id)
    W.requests[id] = true
  end,
  forget = function(what)
    local kind, id = string.match(what, "^(%a+):(.*)$")
    W.delete(kind, id)
  end,
}

function OPERATIONS.tick(a)
  for _, node in ipairs(redis.call("ZRANGEBYSCORE", PREFIX .. "nodes", "-inf", "(" .. W.number(NOW - NODE_TIMEOUT_S))) do
    W.retire(node)
  end
  local timers = PREFIX .. "timers"
  local due = redis.call("ZRANGEBYSCORE", timers, "-inf", W.number(NOW), "LIMIT", 0, a.most)
  for _, timer in ipairs(due) do
    if redis.call("ZREM", timers, timer) == 1 then
      local kind, id = string.match(timer, "^([%a_]+):(.*)$")
      DUE[kind](id)
      W.settle()
    end
  end
  local first = redis.call("ZRANGE", timers, 0, 0, "WITHSCORES")
  local wait = IDLE_TICK_S
  if first[2] then
    wait = math.max(0, math.min(tonumber(first[2]) - NOW, IDLE_TICK_S))
  end
  return W.number(wait)
end
