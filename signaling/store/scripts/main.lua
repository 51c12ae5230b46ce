-- One operation: ARGV[1] names it, ARGV[2] holds its arguments as JSON. Nothing is written
-- when it is refused; a refusal comes back as {"refused", code, detail}.

local ok, result = pcall(OPERATIONS[ARGV[1]], cjson.decode(ARGV[2]))
if not ok then
  if type(result) == "table" and result.code then
    return {"refused", result.code, result.detail}
  end
  return redis.error_reply("ERR " .. tostring(type(result) == "table" and result.err or result))
end
W.flush()
return {"done", result or ""}
