-- Operations on the guard alarm. Mirrors signaling/domain/alarms.py.

function W.change_alarm(id, changes)
  local alarm = W.set("alarm", id, changes)
  W.broadcast("alarm", id)
  for _, participant in ipairs(W.items(alarm.participants)) do
    W.tell(participant, "alarm", id)
  end
end

-- The participant of a person who pressed is told how it goes; a terminal never is.
function W.join_alarm(id, a)
  local alarm = W.get("alarm", id)
  local raisers, participants = W.with(alarm.raisers, a.who), alarm.participants
  if a.role ~= "terminal" then
    participants = W.with(participants, a.participant)
  end
  if raisers ~= alarm.raisers or participants ~= alarm.participants then
    W.change_alarm(id, {raisers = raisers, participants = participants})
  end
end

function W.close_alarm(id, person)
  local alarm = W.get("alarm", id)
  local state = W.step("alarm", alarm.state, "clear")
  W.stop_timer("alarm", id)
  W.delete("alarmed", alarm.at)
  call("SREM", PREFIX .. "alarms", id)
  W.change_alarm(id, {state = state, cleared_by = person})
  W.set_timer("forget", "alarm:" .. id, NOW + FORGET_S)
end

function OPERATIONS.raise_alarm(a)
  local known = W.get("alarm", a.alarm)
  if known then
    if not W.has(known.raisers, a.who) then
      W.refuse("not_yours")
    end
    if known.state ~= "cleared" then
      W.join_alarm(a.alarm, a)
    end
    return
  end
  local at = W.get("alarmed", a.at)
  local there = at and W.get("alarm", at.alarm)
  if there then
    if not there.acknowledged_at or NOW - there.acknowledged_at < JOIN_S then
      return W.join_alarm(at.alarm, a)
    end
    W.close_alarm(at.alarm, false)
  end
  W.create("alarm", a.alarm, {
    state = "raised",
    at = a.at,
    places = a.places,
    terminal = a.terminal,
    role = a.role,
    name = a.name,
    raisers = a.who,
    participants = a.role ~= "terminal" and a.participant or "",
    raised_at = W.time(NOW - a.since_s),
    escalated = false,
    reached = false,
  })
  W.create("alarmed", a.at, {alarm = a.alarm})
  call("SADD", PREFIX .. "alarms", a.alarm)
  W.set_timer("alarm", a.alarm, NOW + a.escalate_s)
  W.change_alarm(a.alarm, {})
end

function W.answered_alarm(a)
  local record = W.get("alarm", a.alarm) or W.refuse("unknown_alarm")
  if W.has(record.raisers, "person:" .. a.person) then
    W.refuse("not_yours", "who raised an alarm cannot answer it")
  end
  return record
end

function OPERATIONS.acknowledge_alarm(a)
  local record = W.answered_alarm(a)
  if record.state == "acknowledged" and record.acknowledged_by == a.person then
    return
  end
  local state = W.step("alarm", record.state, "acknowledge")
  W.stop_timer("alarm", a.alarm)
  W.change_alarm(a.alarm, {
    state = state,
    acknowledged_by = a.person,
    acknowledged_name = a.name,
    acknowledged_at = NOW_TEXT,
  })
end

function OPERATIONS.clear_alarm(a)
  local record = W.answered_alarm(a)
  if record.cleared_by ~= a.person then
    W.close_alarm(a.alarm, a.person)
  end
end

function OPERATIONS.reach_alarm(a)
  local record = W.get("alarm", a.alarm)
  if record and not record.reached then
    W.change_alarm(a.alarm, {reached = true})
  end
end

function W.alarm_is_due(id)
  local record = W.get("alarm", id)
  if record and record.state == "raised" then
    W.change_alarm(id, {state = W.step("alarm", record.state, "escalate"), escalated = true})
  end
end
