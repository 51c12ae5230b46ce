"""What runs in the browser of `make bench-document`: it shows, asks, and tells what it shows."""

SCRIPT = r"""
const seen = window.seen = { view: null, stills: {}, frames: 0 }
const until = async (what, ready) => {
  while (!ready()) await new Promise(go => setTimeout(go, 20))
}
const gathered = async peer => {
  await until('candidates', () => peer.iceGatheringState === 'complete')
  return peer.localDescription.sdp
}
const video = {}
const show = (name, track) => {
  const element = video[name] = document.createElement('video')
  Object.assign(element, { muted: true, autoplay: true, playsInline: true, width: 960 })
  element.srcObject = new MediaStream([track])
  document.body.append(element)
  const next = () => {
    if (name === 'document') seen.frames += 1
    element.requestVideoFrameCallback(next)
  }
  element.requestVideoFrameCallback(next)
}
let desk = null
let coming = null
const told = text => {
  const message = JSON.parse(text)
  if (message.type === 'view.state') seen.view = message
  if (message.type === 'still.state') {
    const still = seen.stills[message.still]
    if (still) still.stage = message.stage
  }
  if (message.type === 'still.part') coming = { message, bytes: [], size: 0 }
}
const came = async data => {
  if (!coming) return
  coming.bytes.push(data)
  coming.size += data.byteLength
  if (coming.size < coming.message.size) return
  const { message, bytes } = coming
  coming = null
  const still = seen.stills[message.still]
  const received = performance.now()
  const blob = new Blob(bytes, { type: message.mime })
  // On screen: decoded and painted, as an image element of the page is.
  const image = new Image()
  image.src = URL.createObjectURL(blob)
  await image.decode()
  document.body.append(image)
  await new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))
  still.parts[message.shows] = {
    message, blob, received: received - still.asked, shown: performance.now() - still.asked }
  image.remove()
}
const listen = async (kinds) => {
  const peer = window.peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' })
  desk = peer.createDataChannel('desk', { protocol: 'etaluukku-desk-1' })
  desk.binaryType = 'arraybuffer'
  desk.onmessage = event => typeof event.data === 'string' ? told(event.data) : came(event.data)
  let number = 0
  peer.ontrack = event => show(kinds[number++], event.track)
  for (const _ of kinds) peer.addTransceiver('video', { direction: 'recvonly' })
  await peer.setLocalDescription()
  const sdp = await gathered(peer)
  const mids = peer.getTransceivers().map(one => one.mid)
  return { sdp, tracks: Object.fromEntries(mids.map((mid, index) => [mid, kinds[index]])) }
}
const take = sdp => window.peer.setRemoteDescription({ type: 'answer', sdp })
const ask = async message => {
  await until('the channel', () => desk.readyState === 'open')
  desk.send(JSON.stringify(message))
}
const base64 = async blob => {
  const reader = new FileReader()
  reader.readAsDataURL(blob)
  await new Promise(go => { reader.onload = go })
  return reader.result.split(',')[1]
}
const grab = async () => {
  const element = video.document
  const canvas = document.createElement('canvas')
  canvas.width = element.videoWidth
  canvas.height = element.videoHeight
  canvas.getContext('2d').drawImage(element, 0, 0)
  return base64(await new Promise(go => canvas.toBlob(go, 'image/png')))
}
const still = async id => {
  seen.stills[id] = { asked: performance.now(), parts: {}, stage: '' }
  await ask({ type: 'still.get', still: id })
  const mine = seen.stills[id]
  const over = () => mine.parts.page || mine.parts.camera || mine.stage === 'failed'
  await until('the still', over)
  const part = mine.parts.page ?? mine.parts.camera
  // The camera's own picture follows; the next page is laid when it is there, 20 s at most.
  const patience = performance.now() + 20000
  const done = () => ['done', 'failed'].includes(mine.stage) || performance.now() > patience
  await until('the rest of it', done)
  if (!part) return null
  return { ...part, blob: null, jpeg: await base64(part.blob) }
}
const rate = async () => {
  let bytes = 0
  for (const one of (await window.peer.getStats()).values()) {
    if (one.type === 'inbound-rtp') bytes += one.bytesReceived
  }
  return [performance.now(), bytes]
}
"""
