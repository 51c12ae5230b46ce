-- What services learn from what happens. Mirrors signaling/domain/experience.py.

-- One more observation of a quantity: the plain mean until MEMORY of them, then one that
-- forgets; for the service, and for all of them together.
function W.observe(service, quantity, value)
  for _, id in ipairs({service, "*"}) do
    local seen = W.get("experience", id) or {}
    local mean, square = seen[quantity .. ".mean"] or 0, seen[quantity .. ".square"] or 0
    local count = math.min((seen[quantity .. ".count"] or 0) + 1, MEMORY)
    W.set("experience", id, {
      [quantity .. ".count"] = count,
      [quantity .. ".mean"] = mean + (value - mean) / count,
      [quantity .. ".square"] = square + (value * value - square) / count,
    })
  end
end

function W.observe_answered(service, after_s)
  W.observe(service, "answered", after_s)
  W.observe(service, "rings", 1)
end

-- A ring was declined or missed.
function W.observe_unanswered(service)
  W.observe(service, "rings", 0)
end

-- A request left the queue: served, or given up by those who wait.
function W.observe_waited(request, gave_up, came)
  W.observe(request.service, "waited", NOW - request.created_at)
  W.observe(request.service, "gave_up", gave_up)
  W.observe(request.service, "came", came)
end

-- Somebody is free again: how long what they answered took, wrap-up included.
function W.observe_handled(id)
  local request = W.get("request", id)
  if request and request.served_at then
    W.observe(request.service, "handled", NOW - request.served_at)
    W.count(request, {handled = 1, handled_s = NOW - request.served_at})
  end
end
