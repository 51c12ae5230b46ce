-- What became of visits, by service and hour. Mirrors signaling/domain/tally.py.

function W.count(request, more)
  if request.kind ~= "visit" then
    return
  end
  local hour = math.floor(NOW / HOUR_S)
  local id = string.format("%d:%s", hour, request.service)
  local tally = W.edit("tally", id)
  for field, by in pairs(more) do
    tally[field] = (tally[field] or 0) + by
  end
  W.set_timer("forget", "tally:" .. id, (hour + KEPT_HOURS) * HOUR_S)
end
