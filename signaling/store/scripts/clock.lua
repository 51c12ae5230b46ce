-- What time does. Mirrors signaling/domain/clock.py.

function W.ring_is_due(id)
  local record = W.get("reservation", id)
  if record and record.state == "pending" then
    W.time_out(id)
  end
end

function W.wait_is_due(id)
  local record = W.get("request", id)
  if record and W.is_live(record) then
    W.cancel(id, "expired")
  end
end

function W.rest_is_due(id)
  W.set("person", id, {rests_until = false})
  W.show_person(id)
end

function W.forget_is_due(what)
  local kind, id = string.match(what, "^(%a+):(.*)$")
  W.delete(kind, id)
end

function W.do_due(kind, id)
  if kind == "ring" then
    W.ring_is_due(id)
  elseif kind == "wait" then
    W.wait_is_due(id)
  elseif kind == "grace" then
    W.expire_grace(id)
  elseif kind == "wrap_up" then
    W.finish_wrap_up(id)
  elseif kind == "rest" then
    W.rest_is_due(id)
  elseif kind == "overflow" then
    REQUESTS[id] = true
  elseif kind == "alarm" then
    W.alarm_is_due(id)
  elseif kind == "callback_open" then
    W.open_window(id)
  elseif kind == "callback_close" then
    W.close_window(id)
  elseif kind == "forget" then
    W.forget_is_due(id)
  end
end

function OPERATIONS.tick(a)
  local silent = "(" .. W.time(NOW - NODE_TIMEOUT_S)
  for _, node in ipairs(call("ZRANGEBYSCORE", PREFIX .. "nodes", "-inf", silent)) do
    W.retire(node)
    -- Should it live after all, it puts its participants back.
    W.notice("node:" .. node, NEXT_FIELD .. "resync" .. NEXT_FIELD .. NEXT_FIELD)
  end
  local timers = PREFIX .. "timers"
  local due = call("ZRANGEBYSCORE", timers, "-inf", NOW, "LIMIT", 0, a.most)
  for _, timer in ipairs(due) do
    -- One that an earlier timer of this run has stopped is no longer there.
    if call("ZREM", timers, timer) == 1 then
      W.do_due(string.match(timer, "^([%a_]+):(.*)$"))
      W.settle()
      W.flush_timers()
    end
  end
  local first = call("ZRANGE", timers, 0, 0, "WITHSCORES")
  local wait = IDLE_TICK_S
  if first[2] then
    wait = math.max(0, math.min(first[2] - NOW, IDLE_TICK_S))
  end
  return W.time(wait)
end
