-- Callbacks: left, tried, taken, over. Mirrors signaling/domain/callbacks.py and
-- callback_operations.py. What is over is erased in the same run.

-- Change fields; tell who left it and who has, or had, taken it.
function W.change_callback(id, changes)
  local had = W.get("callback", id).taken_by
  local callback = W.set("callback", id, changes)
  W.tell(callback.created_by, "callback", id)
  W.tell(had, "callback", id)
  W.tell(callback.taken_by, "callback", id)
end

-- `soon`: nobody has had a say in it yet.
function W.try_again(id, soon)
  local after_s = W.service(W.get("callback", id).service).callback_again_s
  if soon then
    after_s = math.min(after_s, NOBODY_AGAIN_S)
  end
  if NOW + after_s < tonumber(W.get("callback", id).closes_at) then
    W.set_timer("callback_open", id, NOW + after_s)
  end
end

-- It is over by that event, and the contact erased.
function W.finish_callback(id, event)
  local callback = W.get("callback", id)
  W.change_callback(id, {
    state = W.step("callback", callback.state, event), sealed = false, request = false,
  })
  W.stop_timer("callback_open", id)
  W.stop_timer("callback_close", id)
  W.set_timer("forget", "callback:" .. id, NOW + FORGET_S)
  local left_by = W.get("participant", callback.created_by)
  if left_by then
    W.set("participant", callback.created_by, {callbacks = W.without(left_by.callbacks, id)})
  end
end

-- The request for it is over without anybody having taken it.
function W.nobody_takes(request_id, request, why)
  local id = request.callback
  local callback = W.get("callback", id)
  if not callback or callback.state ~= "due" or callback.request ~= request_id then
    return
  end
  W.change_callback(id, {state = W.step("callback", callback.state, "return"), request = false})
  W.try_again(id, why == "nobody_on_duty")
end

-- Who had taken it leaves without having reached the resident; `untried`: that was no attempt.
function W.put_down(request_id, untried, soon)
  local request = W.get("request", request_id) or {}
  local id = request.callback
  local callback = W.get("callback", id)
  if not callback or callback.state ~= "taken" or callback.request ~= request_id then
    return
  end
  if NOW >= tonumber(callback.closes_at) then
    W.finish_callback(id, "expire")
  elseif not untried and callback.attempt >= W.service(callback.service).callback_attempts then
    W.finish_callback(id, "give_up")
  else
    W.change_callback(id, {
      state = W.step("callback", callback.state, untried and "give_back" or "miss"),
      attempt = untried and callback.attempt - 1 or callback.attempt,
      request = false,
      taken_by = false,
    })
    W.try_again(id, soon)
  end
end

-- Somebody has accepted: they take it, in a room of its own.
function W.begin_callback(request_id, participant)
  local request = W.get("request", request_id)
  local callback = W.get("callback", request.callback)
  local room = "r_" .. request_id
  W.change_callback(request.callback, {
    state = W.step("callback", callback.state, "take"),
    attempt = callback.attempt + 1,
    taken_by = participant,
  })
  W.new_room(room, nil, request.service, request.language, "callback")
  W.change_request(request_id, {room = room})
  return room
end

function W.check_left(a, leaving)
  if leaving.role == "terminal" then
    if leaving.subject ~= a.terminal then
      W.refuse("not_yours")
    end
  elseif a.terminal and (W.get("terminal", a.terminal) or {}).in_charge ~= a.participant then
    W.refuse("terminal_not_attached")
  end
  if #W.items(leaving.callbacks) >= MOST_OPEN then
    W.refuse("too_many_callbacks")
  end
end

function OPERATIONS.create_callback(a)
  local leaving = W.participant(a.participant)
  local known = W.get("callback", a.callback)
  if known then
    if known.created_by ~= a.participant then
      W.refuse("not_yours")
    end
    return
  end
  W.check_left(a, leaving)
  W.create("callback", a.callback, {
    state = "scheduled",
    service = a.service,
    language = a.language,
    terminal = a.terminal,
    created_by = a.participant,
    opens_at = W.time(NOW + a.from_s),
    closes_at = W.time(NOW + a.until_s),
    choices = a.choices,
    sealed = a.sealed,
    rounds = 0,
    attempt = 0,
  })
  W.set("participant", a.participant, {callbacks = W.with(leaving.callbacks, a.callback)})
  W.change_callback(a.callback, {})
  W.set_timer("callback_open", a.callback, NOW + a.from_s)
  W.set_timer("callback_close", a.callback, NOW + a.until_s)
end

-- Over before anybody has taken it: nobody is rung for it any longer.
function W.callback_over(id, event, reason)
  local request = W.get("callback", id).request
  W.finish_callback(id, event)
  if request then
    W.cancel(request, reason)
  end
end

function W.callback(id)
  return W.get("callback", id) or W.refuse("unknown_callback")
end

function OPERATIONS.withdraw_callback(a)
  W.participant(a.participant)
  local callback = W.callback(a.callback)
  if callback.created_by ~= a.participant then
    W.refuse("not_yours")
  end
  W.step("callback", callback.state, "withdraw")
  W.callback_over(a.callback, "withdraw", "withdrawn")
  W.settle()
end

function OPERATIONS.finish_callback(a)
  local person = W.participant(a.participant)
  local callback = W.callback(a.callback)
  if callback.taken_by ~= a.participant then
    W.refuse("not_yours")
  end
  W.step("callback", callback.state, "reach")
  if a.outcome == "reached" then
    W.finish_callback(a.callback, "reach")
  elseif a.outcome == "returned" then
    W.put_down(callback.request, true)
  end
  -- Leaving without having reached the resident is what not_reached means.
  W.remove_member(person.room, a.participant)
  W.settle()
end

-- The window opens, or it is time for the next try in it.
function W.open_window(id)
  local callback = W.get("callback", id)
  if not callback or callback.state ~= "scheduled" then
    return
  end
  W.set("callback", id, {rounds = callback.rounds + 1})
  local request_id = id .. "." .. callback.rounds
  local request = {
    state = "pending",
    kind = "callback",
    callback = id,
    service = callback.service,
    language = callback.language,
    created_by = "",
    created_at = NOW_TEXT,
    rung = 0,
    choices = callback.choices,
    priority = CALLBACK_PRIORITY,
    base_s = 0,
    reservations = "",
    declined = "",
  }
  -- Ids of requests are made by clients: one that is taken must not be overwritten.
  if W.get("request", request_id) or not W.is_served(request) then
    return W.try_again(id, true)
  end
  W.create("request", request_id, request)
  W.change_callback(id, {
    state = W.step("callback", callback.state, "open"), request = request_id,
  })
  W.change_request(request_id, {})
  REQUESTS[request_id] = true
end

-- The window closes; who has taken it has some time to finish.
function W.close_window(id)
  local callback = W.get("callback", id)
  if not callback or not callback.sealed then
    return
  end
  if callback.state ~= "taken" then
    return W.callback_over(id, "expire", "expired")
  end
  local last = callback.closes_at + W.service(callback.service).callback_overtime_s
  if NOW < last then
    return W.set_timer("callback_close", id, last)
  end
  local taken = W.get("participant", callback.taken_by)
  W.finish_callback(id, "expire")
  if taken and taken.room then
    W.end_room(taken.room, "staff_left")
  end
end
