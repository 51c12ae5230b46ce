-- One operation: its arguments as JSON in ARGV[1]. Nothing is written when it is refused; a
-- refusal comes back as {code, detail}, success as a string.

local ok, result = pcall(OPERATION, cjson.decode(ARGV[1]))
if not ok then
  if type(result) == "table" and result.code then
    return {result.code, result.detail}
  end
  return redis.error_reply("ERR " .. tostring(type(result) == "table" and result.err or result))
end
W.flush()
return result or ""
