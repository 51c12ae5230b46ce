"""What runs in the browsers where a flash and a click are to come together.

Times are the wall clock's in milliseconds, which all programs of one machine read.
"""

from __future__ import annotations

PAINTED = """
window.flashes = []
const spot = new OffscreenCanvas(16, 16).getContext('2d', { willReadFrequently: true })
// How bright the middle of a picture is, 0 to 255.
const brightness = (source, width, height) => {
  spot.drawImage(source, width * 0.4, height * 0.4, width * 0.2, height * 0.2, 0, 0, 16, 16)
  const pixels = spot.getImageData(0, 0, 16, 16).data
  let sum = 0
  for (let at = 1; at < pixels.length; at += 4) sum += pixels[at]
  return sum / 256
}
let bright = false
// Notes when the middle of a face turns bright.
window.look = (source, width, height, tell) => {
  const now = brightness(source, width, height) > 128
  if (now && !bright) tell(at => flashes.push(at))
  bright = now
}
window.wall = at => performance.timeOrigin + at
"""

BOOTH = """
const hand = ImageBitmapRenderingContext.prototype.transferFromImageBitmap
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
  if (bitmap)
    look(bitmap, bitmap.width, bitmap.height, note =>
      // The frame that is painted next is the one that shows it.
      requestAnimationFrame(now => note(wall(now))))
  hand.call(this, bitmap)
}
"""

GATHERED = """
const gathered = async peer => {
  while (peer.iceGatheringState !== 'complete')
    await new Promise(go => { peer.onicegatheringstatechange = go })
  return peer.localDescription.sdp
}
window.take = sdp => window.peer.setRemoteDescription({ type: 'answer', sdp })
"""

EXPERT = """
// A click is made where sound is rendered, and a flash as soon as the page hears of it: `made`
// tells when each of them left.
window.made = []
const CLICKER = `registerProcessor('clicker', class extends AudioWorkletProcessor {
  constructor() { super(); this.next = sampleRate; this.count = 0 }
  process(_, [[out]]) {
    for (let at = 0; at < out.length; at++) {
      const now = currentFrame + at
      if (now === this.next) this.port.postMessage(Date.now() + at / sampleRate * 1000)
      const since = now - this.next
      // A hum, as a voice hardly ever is silent; the click is a tone with a sharp beginning.
      out[at] = 0.02 * Math.sin(2 * Math.PI * 180 * now / sampleRate)
      if (since >= 0 && since < 960) out[at] += 0.6 * Math.sin(2 * Math.PI * 1500 * since / sampleRate)
      if (since === 960) this.next += Math.round((0.62 + 0.0137 * (this.count++ % 17)) * sampleRate)
    }
    return true
  }
})`
const microphone = async () => {
  const context = new AudioContext({ sampleRate: 48000 })
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([CLICKER], { type: 'text/javascript' })))
  const clicker = new AudioWorkletNode(context, 'clicker', { numberOfInputs: 0 })
  const destination = context.createMediaStreamDestination()
  clicker.connect(destination)
  clicker.connect(context.createGain())
  return [clicker.port, destination.stream.getAudioTracks()[0]]
}
// Frames that are given away as soon as they are drawn, 30 a second and one more for a flash.
const camera = port => {
  const canvas = new OffscreenCanvas(640, 360)
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = generator.writable.getWriter()
  let until = 0, count = 0
  const shoot = () => {
    const now = performance.now(), flash = now < until
    context.fillStyle = flash ? 'white' : '#101820'
    context.fillRect(0, 0, 640, 360)
    context.fillStyle = '#808080'
    context.fillRect(20 + 4 * (count++ % 100), 300, 40, 40)
    const frame = new VideoFrame(canvas, { timestamp: Math.round(now * 1000) })
    writer.write(frame).catch(() => undefined)
    return now
  }
  port.onmessage = ({ data: clicked }) => {
    until = performance.now() + 130
    made.push([wall(shoot()), clicked])
  }
  const begun = performance.now()
  const tick = () => {
    shoot()
    const next = Math.floor((performance.now() - begun) * 0.03) + 1
    setTimeout(tick, begun + next / 0.03 - performance.now())
  }
  tick()
  return generator
}
window.offer = async () => {
  const [port, voice] = await microphone()
  const stream = new MediaStream([voice, camera(port)])
  window.peer = new RTCPeerConnection({ iceServers: [] })
  for (const track of stream.getTracks())
    peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] })
  await peer.setLocalDescription()
  // Else Chromium makes the picture smaller when the machine is busy.
  const sender = peer.getSenders()[1], parameters = sender.getParameters()
  parameters.degradationPreference = 'maintain-resolution'
  await sender.setParameters(parameters)
  return await gathered(peer)
}
"""

DESK = """
window.listen = async (offer = null) => {
  window.peer = new RTCPeerConnection({ iceServers: [] })
  peer.ontrack = ({ track, receiver }) => {
    receiver.jitterBufferTarget = 0 // as the expert's page does
    const element = document.createElement(track.kind)
    Object.assign(element, { autoplay: true, playsInline: true, muted: track.kind === 'video' })
    element.srcObject = new MediaStream([track])
    document.body.append(element)
    if (track.kind === 'audio') return
    const seen = (_now, frame) => {
      look(element, frame.width, frame.height, note => note(wall(frame.presentationTime)))
      element.requestVideoFrameCallback(seen)
    }
    element.requestVideoFrameCallback(seen)
  }
  if (offer) await peer.setRemoteDescription({ type: 'offer', sdp: offer })
  else for (const kind of ['audio', 'video']) {
    const { receiver } = peer.addTransceiver(kind, { direction: 'recvonly' })
    receiver.jitterBufferTarget = 0
  }
  await peer.setLocalDescription()
  return await gathered(peer)
}
"""
