/* Makes a picture smaller before it goes over a slow link. */
(function (root) {
  "use strict";

  var LONGEST = 2048;
  var QUALITY = 0.82;

  /* What to send: `blob`, the file itself where it cannot be made smaller; and the `canvas`, if there is
     one, to be shown. */
  root.HearthShrink = function (file) {
    if (!root.createImageBitmap || !HTMLCanvasElement.prototype.toBlob) {
      return Promise.resolve({ blob: file });
    }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (bitmap) {
      var scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      if (bitmap.close) { bitmap.close(); }
      return new Promise(function (done) {
        canvas.toBlob(function (blob) {
          done({ blob: blob && blob.size < file.size ? blob : file, canvas: canvas });
        }, "image/jpeg", QUALITY);
      });
    }).catch(function () { return { blob: file }; });
  };
})(window);
