-- Operations of coming and going. Mirrors signaling/domain/connections.py.

function W.show_connected(participant, connected)
  local room = W.get("participant", participant).room
  if room then
    W.set_member(room, participant, "connected", connected)
  end
end

function W.sign_in(a)
  local person = W.get("person", a.subject) or {}
  local old_serves, state = person.serves, person.state or "offline"
  local lost = person.reason == "connection_lost"
  W.set("person", a.subject, {
    state = state,
    reason = person.reason or "signed_out",
    since = person.since or NOW_TEXT,
    after = person.after or "away",
    connections = W.with(person.connections, a.participant),
    serves = a.serves,
    day = a.day,
    served_today = person.day == a.day and person.served_today or 0,
  })
  if not old_serves then
    -- Put back without what they serve: they stand in no index yet.
    W.set("person", a.subject, {in_free = false, in_duty = false})
  end
  W.show_person(a.subject, old_serves)
  if state == "offline" then
    W.move(a.subject, "sign_in", lost and "connection_lost" or "signed_in")
  end
end

function OPERATIONS.configure(a)
  W.era()
  for _, own in ipairs(a.services) do
    W.create("service", own.id, own)
  end
end

function OPERATIONS.enter(a)
  a.era = W.era()
  if a.statement then
    W.restate(a)
  end
  local old = W.get("participant", a.participant)
  local state, epoch = "connected", 1
  if old then
    if old.role ~= a.role or old.subject ~= a.subject then
      W.refuse("not_yours")
    end
    if old.connection == "connected" then
      W.tell(a.participant, "replaced", old.epoch)
      call("SREM", PREFIX .. "at:" .. old.node, a.participant)
    end
    state = W.step("connection", old.connection, "enter")
    epoch = old.epoch + 1
  end
  W.set("participant", a.participant, {
    role = a.role,
    subject = a.subject,
    name = a.name,
    node = a.node,
    epoch = epoch,
    connection = state,
    languages = a.languages,
    charges = old and old.charges or "",
    grace_s = a.grace_s,
    room_grace_s = a.room_grace_s,
    era = a.era,
  })
  call("SADD", PREFIX .. "at:" .. a.node, a.participant)
  -- A node that was taken for dead, and dies before it beats again, would never be missed.
  call("ZADD", PREFIX .. "nodes", "NX", NOW, a.node)
  W.stop_timer("grace", a.participant)
  if W.has(STAFF, a.role) then
    W.sign_in(a)
  elseif a.role == "terminal" then
    W.change_terminal(a.subject, {online = true, participant = a.participant, since = NOW_TEXT})
  end
  W.show_connected(a.participant, true)
  W.settle()
  return a.participant
end

function W.drop(participant, epoch)
  local record = W.get("participant", participant)
  if not record or (epoch and record.epoch ~= epoch) or record.connection ~= "connected" then
    return
  end
  W.set("participant", participant, {connection = W.step("connection", record.connection, "drop")})
  call("SREM", PREFIX .. "at:" .. record.node, participant)
  local grace_s = record.room and record.room_grace_s or record.grace_s
  W.set_timer("grace", participant, NOW + grace_s)
  if W.has(STAFF, record.role) then
    W.show_person(record.subject)
  elseif record.role == "terminal" then
    W.change_terminal(record.subject, {online = false, since = NOW_TEXT})
  end
  W.show_connected(participant, false)
  W.settle()
end

function OPERATIONS.drop(a)
  W.drop(a.participant, a.epoch)
end

function W.forget(id, reason)
  local record = W.get("participant", id)
  W.stop_timer("grace", id)
  call("SREM", PREFIX .. "at:" .. record.node, id)
  for _, terminal in ipairs(W.items(record.charges)) do
    W.change_terminal(terminal, {in_charge = false, seat = false})
  end
  if record.role == "terminal" then
    local live = W.get("terminal", record.subject).request
    if live then
      W.cancel(live, "abandoned")
    end
    local terminal = W.get("terminal", record.subject)
    local since = terminal.online and NOW_TEXT or terminal.since
    W.change_terminal(record.subject, {online = false, participant = false, since = since})
  end
  W.put_down(record.request, true, true)
  if record.room then
    W.remove_member(record.room, id)
  end
  if W.has(STAFF, record.role) then
    local person = W.get("person", record.subject)
    local left = W.without(person.connections, id)
    W.set("person", record.subject, {connections = left})
    W.show_person(record.subject)
    if left == "" then
      W.lose_person(record.subject, reason)
    end
  end
  W.delete("participant", id)
end

function OPERATIONS.part(a)
  local record = W.get("participant", a.participant)
  if not record or record.epoch ~= a.epoch then
    return
  end
  W.step("connection", record.connection, "part")
  W.forget(a.participant, "signed_out")
  W.settle()
end

function W.expire_grace(participant)
  local record = W.get("participant", participant)
  if record and record.connection == "lost" then
    W.step("connection", record.connection, "expire")
    W.forget(participant, "connection_lost")
  end
end

function OPERATIONS.beat(a)
  call("ZADD", PREFIX .. "nodes", NOW, a.node)
  return W.era()
end

function W.retire(node)
  call("ZREM", PREFIX .. "nodes", node)
  local held = call("SMEMBERS", PREFIX .. "at:" .. node)
  table.sort(held)
  for _, participant in ipairs(held) do
    W.drop(participant)
    W.flush_timers()
  end
end

function OPERATIONS.retire(a)
  W.retire(a.node)
end
